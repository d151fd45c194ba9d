# Fills in the placeholders of a configuration; everything else passes byte for byte. Runs in every awk, under LC_ALL=C.
#
#   "@@secret:PATH@@"    a whole TOML string: becomes the content of $SECRETS_DIR/PATH, escaped for TOML
#   "@@secret?:PATH@@"   the same, but the line is left out when the file is missing or empty
#   SESSION_SERVER_ADDRESS, SESSION_SERVER_PORT   in the value of advertise_address: the variables of these names
#
# A secret is one line; its line ending is dropped. Only PEM text may have several lines, and may also come in one line
# with \n in it, as Google's JSON key files have it. Problems are collected and reported together on standard error; the
# exit code is then 1 and the output is not to be used. With RENDER_RAW=1 values are written without quotes and escapes.

BEGIN {
  secrets_dir = ENVIRON["SECRETS_DIR"]
  raw = ENVIRON["RENDER_RAW"] == "1"
  # A regular expression in a string, because awks disagree about / in brackets between slashes.
  placeholder = "\"@@secret[?]?:[A-Za-z0-9._/-]+@@\""
  for (code = 1; code < 32; code++)
    escaped[sprintf("%c", code)] = sprintf("\\u%04X", code)
  escaped[sprintf("%c", 127)] = "\\u007F"
  escaped["\t"] = "\\t"
  escaped["\n"] = "\\n"
  escaped["\r"] = "\\r"
  escaped["\""] = "\\\""
  escaped["\\"] = "\\\\"
  special = "[" sprintf("%c-%c%c", 1, 31, 127) "\"\\\\]"
  report = "cat 1>&2"
}

{
  rest = $0
  if (rest ~ /^[ \t]*advertise_address[ \t]*=/)
    rest = with_session_server(rest)
  done = ""
  dropped = 0
  while (match(rest, placeholder)) {
    found = substr(rest, RSTART, RLENGTH)
    done = done substr(rest, 1, RSTART - 1)
    rest = substr(rest, RSTART + RLENGTH)
    optional = substr(found, 10, 1) == "?"
    path = substr(found, 11 + optional, length(found) - 13 - optional)
    if (!read_secret(path, optional))
      dropped = 1
    else if (raw)
      done = done secret
    else
      done = done "\"" toml_escape(secret) "\""
  }
  if (index(rest, "\"@@secret"))
    problem(FILENAME " line " FNR " has a malformed placeholder, expected \"@@secret:PATH@@\"")
  if (!dropped)
    print done rest
}

END {
  if (problems) {
    close(report)
    exit 1
  }
}

# Sets `secret` and returns 1, or returns 0 when there is nothing to put in.
function read_secret(path, optional,   file, line, lines, status, key_text) {
  file = secrets_dir "/" path
  secret = ""
  lines = 0
  while ((status = (getline line < file)) > 0) {
    sub(/\r$/, "", line)
    secret = lines++ ? secret "\n" line : line
  }
  close(file)
  sub(/\n+$/, "", secret)
  if (secret ~ /^[ \t\n]*$/) {
    if (!optional)
      problem("secret file " file (status < 0 && !lines ? " is missing (or not readable)" : " is empty") \
        ": check the Secret and the key that the values name for it")
    return 0
  }
  key_text = index(secret, "-----BEGIN ") == 1
  if (index(secret, "\n") && !key_text) {
    problem("secret file " file " has several lines, expected one: check the key of its Secret")
    return 0
  }
  if (key_text && !index(secret, "\n"))
    secret = unfold(secret)
  return 1
}

# Turns each \n written as two characters into a line feed.
function unfold(text,   out, at) {
  out = ""
  while ((at = index(text, "\\n")) > 0) {
    out = out substr(text, 1, at - 1) "\n"
    text = substr(text, at + 2)
  }
  out = out text
  sub(/\n+$/, "", out)
  return out
}

function toml_escape(text,   out) {
  out = ""
  while (match(text, special)) {
    out = out substr(text, 1, RSTART - 1) escaped[substr(text, RSTART, 1)]
    text = substr(text, RSTART + 1)
  }
  return out text
}

# An IPv6 address goes in brackets, because a port follows it.
function with_session_server(line,   address) {
  address = ENVIRON["SESSION_SERVER_ADDRESS"]
  if (index(address, ":") && index(address, "[") != 1)
    address = "[" address "]"
  line = replaced(line, "SESSION_SERVER_ADDRESS", address)
  return replaced(line, "SESSION_SERVER_PORT", ENVIRON["SESSION_SERVER_PORT"])
}

# sub() would give & and \ in the replacement a meaning.
function replaced(text, name, value,   at) {
  at = index(text, name)
  return at && value != "" ? substr(text, 1, at - 1) value substr(text, at + length(name)) : text
}

function problem(message) {
  if (message in reported)
    return
  reported[message] = 1
  problems++
  print "error: " message | report
}
