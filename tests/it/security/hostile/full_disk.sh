# A build onto a disk that is full: run in a mount namespace of its own.
# $1: the program, $2: a handbook, $3: an empty folder to mount the disk on.
program=$1 book=$2 disk=$3
mount -t tmpfs -o size=3m none "$disk" || { echo "NO DISK"; exit 0; }
build() { "$program" build --root "$book" --out "$disk/public" --jobs 2; }
snapshot() { (cd "$disk/public" && find base acme birch cole -type f -exec sha256sum {} + | sort); }
build
echo "first build: $?"
snapshot >"$book.before"
head -c 3000000 /dev/zero >"$disk/ballast" 2>/dev/null
i=0
while [ $i -lt 200 ]; do printf '# Page\n\n%s\n' "$i" >"$book/content/base/p$i.md"; i=$((i + 1)); done
printf '# Home\n\nSecond edition\n' >"$book/content/base/index.md"
build
echo "second build: $?"
snapshot >"$book.after"
cmp "$book.before" "$book.after" && echo SAME
rm "$disk/ballast" "$book"/content/base/p*.md
build
echo "third build: $?"
