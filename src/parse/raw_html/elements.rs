//! The elements that there are. Source: the HTML standard, "Index of elements" and "Non-conforming
//! features"; SVG 2 and 1.1, MathML 3, "Element index" each.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names in small letters.
type ElementNames = LazyLock<HashSet<&'static str>>;

/// The names of HTML, of those that are obsolete too, in order.
static HTML: ElementNames = LazyLock::new(|| {
    names(
        "a abbr acronym address applet area article aside audio b base basefont bdi bdo \
    bgsound big blink blockquote body br button canvas caption center cite code col colgroup data \
    datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font \
    footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img \
    input ins isindex kbd keygen label legend li link listing main map mark marquee math menu \
    menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup \
    option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search \
    section select slot small source spacer span strike strong style sub summary sup svg table \
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp",
    )
});

/// The names of SVG in small letters.
static SVG: ElementNames = LazyLock::new(|| {
    names(
        "a altglyph altglyphdef altglyphitem animate animatecolor animatemotion \
    animatetransform circle clippath color-profile cursor defs desc discard ellipse feblend \
    fecolormatrix fecomponenttransfer fecomposite feconvolvematrix fediffuselighting \
    fedisplacementmap fedistantlight fedropshadow feflood fefunca fefuncb fefuncg fefuncr \
    fegaussianblur feimage femerge femergenode femorphology feoffset fepointlight \
    fespecularlighting fespotlight fetile feturbulence filter font font-face font-face-format \
    font-face-name font-face-src font-face-uri foreignobject g glyph glyphref hatch hatchpath \
    hkern image line lineargradient marker mask mesh meshgradient meshpatch meshrow metadata \
    missing-glyph mpath path pattern polygon polyline radialgradient rect script set solidcolor \
    stop style svg switch symbol text textpath title tref tspan unknown use view vkern",
    )
});

/// The names of MathML.
static MATHML: ElementNames = LazyLock::new(|| {
    names(
        "abs and annotation annotation-xml apply approx arccos arcsin arctan bvar \
    ceiling ci cn compose condition cos csymbol declare degree diff divide domain eq exp factorial \
    factorof floor fn forall geq gt ident image implies in int interval inverse lambda leq limit \
    list ln log logbase lowlimit lt maction maligngroup malignmark math matrix matrixrow max mean \
    median menclose merror mfenced mfrac mglyph mi min minus mlabeledtr mlongdiv mmultiscripts mn \
    mo mode mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry msgroup msline \
    mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder munderover \
    neq none not notin notprsubset notsubset or otherwise partialdiff piece piecewise plus power \
    product prsubset quotient real reals rem root sdev semantics sep set setdiff share sin sinh \
    subset sum tan tanh tendsto times transpose union uplimit variance vector xor",
    )
});

/// Those that have no end.
static VOID: ElementNames = LazyLock::new(|| {
    names(
        "area base basefont bgsound br col embed frame hr image img input isindex keygen \
    link meta nextid param source spacer track wbr",
    )
});

/// Those whose end may be left out.
static END_IS_OPTIONAL: ElementNames = LazyLock::new(|| {
    names(
        "body caption colgroup dd dt head html li optgroup option p rb rp rt \
    rtc tbody td tfoot th thead tr",
    )
});

/// Those of which a browser takes all that follows for a part, and shows it otherwise or not at
/// all.
static SWALLOW: ElementNames = LazyLock::new(|| {
    names(
        "audio canvas iframe noembed noframes noscript object plaintext pre script \
    select style template textarea title video xmp",
    )
});

/// What an element that was opened asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::parse) enum End {
    /// None: it holds nothing, or its end may be left out.
    NotNeeded,
    /// An end tag.
    Needed,
    /// An end tag, without which readers do not see the rest of the page.
    Vital,
}

/// The elements of other languages that are open, in whose place their names are known.
#[derive(Default, Clone, Copy)]
pub(in crate::parse) struct Foreign {
    svg: u32,
    math: u32,
}

impl Foreign {
    /// Whether an element of some HTML has this name, at this place.
    pub(in crate::parse) fn knows(self, name: &str) -> bool {
        holds(&HTML, name)
            || (self.svg > 0 && holds(&SVG, name))
            || (self.math > 0 && holds(&MATHML, name))
    }

    /// Whether what stands here is a picture or a formula.
    pub(in crate::parse) fn is_open(self) -> bool {
        self.svg > 0 || self.math > 0
    }

    /// An element begins.
    pub(in crate::parse) fn open(&mut self, name: &str) {
        if let Some(count) = self.count(name) {
            *count += 1;
        }
    }

    /// An element ends.
    pub(in crate::parse) fn close(&mut self, name: &str) {
        if let Some(count) = self.count(name) {
            *count = count.saturating_sub(1);
        }
    }

    fn count(&mut self, name: &str) -> Option<&mut u32> {
        match name.to_ascii_lowercase().as_str() {
            "svg" => Some(&mut self.svg),
            "math" => Some(&mut self.math),
            _ => None,
        }
    }
}

/// What becomes of an element of HTML that is never closed.
pub(in crate::parse) fn end_of(name: &str) -> End {
    if holds(&VOID, name) || holds(&END_IS_OPTIONAL, name) {
        End::NotNeeded
    } else if holds(&SWALLOW, name) {
        End::Vital
    } else {
        End::Needed
    }
}

fn names(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

fn holds(names: &ElementNames, name: &str) -> bool {
    // Nearly all are written in small letters.
    let name = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    };
    names.contains(&*name)
}
