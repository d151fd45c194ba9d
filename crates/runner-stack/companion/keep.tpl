
# keep FILE TEXT: writes a file that only you can read.
keep() {
    mkdir -p "$(dirname "$1")"
    printf '%s' "$2" >"$1"
}
