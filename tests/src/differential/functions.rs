//! What the grammar knows of the functions: the kinds of their arguments and of their result.

/// The kinds, one letter each.
///
/// | letter | kind | letter | kind |
/// |---|---|---|---|
/// | `S` | text | `R` | regular expression |
/// | `I` | integer | `V` | version |
/// | `i` | small integer (anything larger is a bomb) | `C` | version constraint |
/// | `F` | number | `T` | layout of a date |
/// | `B` | boolean | `W` | date as text |
/// | `L` | list | `t` | time |
/// | `D` | map | `d` | duration |
/// | `M` | map that nothing else holds | `Y`, `J`, `O` | YAML, JSON, TOML text |
/// | `A` | anything | `U` | URL |
/// | `K` | key of a map | `P` | path |
/// | `E` | base64 or base32 text | `Z` | time zone |
/// | `Q` | quantity of bytes or seconds as text | `X` | format of `printf` |
///
/// A letter with `*` behind it comes up to three times.
const TABLE: &str = "
abbrev i S > S
abbrevboth i i S > S
add F* > I
add1 F > I
add1f F > F
addf F* > F
adler32sum S > S
all A* > B
and A A* > A
any A* > B
append L A > L
atoi S > I
b32dec E > S
b32enc S > E
b64dec E > S
b64enc S > E
base P > P
biggest F F* > I
buildCustomCert E E > D
camelcase S > S
cat A* > S
ceil F > F
chunk i L > L
clean P > P
coalesce A* > A
compact L > L
concat L* > L
contains S S > B
date T t > S
dateInZone T t Z > S
date_in_zone T t Z > S
dateModify Q t > t
date_modify Q t > t
decryptAES S E > S
deepCopy A > A
deepEqual A A > B
default A A > A
dict K A > D
dict K A K A > D
dict K A K > D
dig K K A D > A
dig K A D > A
dir P > P
div F F > I
divf F F* > F
duration Q > S
durationRound A > S
empty A > B
eq A A* > B
ext P > S
first L > A
float64 A > F
floor F > F
fromJson J > D
fromJsonArray J > L
fromToml O > D
fromYaml Y > D
fromYamlArray Y > L
ge A A > B
get D K > A
gt A A > B
has A L > B
hasKey D K > B
hasPrefix S S > B
hasSuffix S S > B
hello > S
html A* > S
htmlDate t > S
htmlDateInZone t Z > S
indent i S > S
index A A* > A
index L i > A
index D K > A
initial L > L
initials S > S
int A > I
int64 A > I
isAbs P > B
join S L > S
js A* > S
kebabcase S > S
kindIs S A > B
kindOf A > S
last L > A
le A A > B
len A > I
list A* > L
lookup S S S S > D
lower S > S
lt A A > B
max F F* > I
maxf F F* > F
merge M D* > D
mergeOverwrite M D* > D
min F F* > I
minf F F* > F
mod I I > I
mul F F* > I
mulf F F* > F
mustAppend L A > L
mustChunk i L > L
mustCompact L > L
mustDateModify Q t > t
must_date_modify Q t > t
mustDeepCopy A > A
mustFirst L > A
mustFromJson J > A
mustHas A L > B
mustInitial L > L
mustLast L > A
mustMerge M D* > D
mustMergeOverwrite M D* > D
mustPrepend L A > L
mustPush L A > L
mustRegexFind R S > S
mustRegexFindAll R S i > L
mustRegexMatch R S > B
mustRegexReplaceAll R S S > S
mustRegexReplaceAllLiteral R S S > S
mustRegexSplit R S i > L
mustRest L > L
mustReverse L > L
mustSlice L i i > L
mustToDate T W > t
mustToJson A > J
mustToPrettyJson A > J
mustToRawJson A > J
mustUniq L > L
mustWithout L A* > L
ne A A > B
nindent i S > S
nospace S > S
not A > B
omit D K* > D
or A A* > A
osBase P > P
osClean P > P
osDir P > P
osExt P > S
osIsAbs P > B
pick D K* > D
pluck K D* > L
plural S S I > S
prepend L A > L
print A* > S
printf X A* > S
println A* > S
push L A > L
quote A* > S
regexFind R S > S
regexFindAll R S i > L
regexMatch R S > B
regexQuoteMeta S > S
regexReplaceAll R S S > S
regexReplaceAllLiteral R S S > S
regexSplit R S i > L
repeat i S > S
replace S S S > S
required S A > A
rest L > L
reverse L > L
round F i > F
semver V > A
semverCompare C V > B
seq i > S
seq i i > S
seq i i i > S
set M K S > D
sha1sum S > S
sha256sum S > S
sha512sum S > S
slice A i > A
slice L i i > L
snakecase S > S
sortAlpha L > L
split S S > D
splitList S S > L
splitn S i S > D
squote A* > S
sub F F > I
subf F F* > F
substr i i S > S
swapcase S > S
ternary A A B > A
title S > S
toDate T W > t
toDecimal A > I
toJson A > J
toPrettyJson A > J
toRawJson A > J
toString A > S
toStrings L > L
toToml D > O
toYaml A > Y
toYamlPretty A > Y
trim S > S
trimAll S S > S
trimPrefix S S > S
trimSuffix S S > S
trimall S S > S
trunc i S > S
tuple A* > L
typeIs S A > B
typeIsLike S A > B
typeOf A > S
uniq L > L
unixEpoch t > S
unset M K > D
until i > L
untilStep i i i > L
untitle S > S
upper S > S
urlJoin D > U
urlParse U > D
urlquery A* > S
without L A* > L
wrap i S > S
wrapWith i S S > S
";

/// Functions that the grammar leaves out, and why.
pub const EXCLUDED: &[(&str, &str)] = &[
    ("ago", "depends on the clock"),
    ("bcrypt", "random"),
    ("call", "nothing that templates can reach is a function"),
    ("derivePassword", "scrypt takes a tenth of a second; the suite has cases"),
    ("encryptAES", "random"),
    ("fail", "the grammar writes it itself, where it is not the first thing to happen"),
    ("genCA", "random"),
    ("genCAWithKey", "random"),
    ("genPrivateKey", "random"),
    ("genSelfSignedCert", "random"),
    ("genSelfSignedCertWithKey", "random"),
    ("genSignedCert", "random"),
    ("genSignedCertWithKey", "random"),
    ("getHostByName", "asks the network"),
    ("htpasswd", "random"),
    ("include", "the grammar writes it itself, with names that are defined"),
    ("keys", "the order is random; the grammar writes it with `sortAlpha`"),
    ("now", "depends on the clock"),
    ("randAlpha", "random"),
    ("randAlphaNum", "random"),
    ("randAscii", "random"),
    ("randBytes", "random"),
    ("randInt", "random"),
    ("randNumeric", "random"),
    ("shuffle", "random"),
    ("tpl", "the grammar writes it itself, with templates of its own"),
    ("uuidv4", "random"),
    ("values", "the order is random; the grammar writes it with `sortAlpha`"),
];

/// The kinds that one function takes and gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The function's name.
    pub name: &'static str,
    /// The kind of each argument, and whether it repeats.
    pub params: Vec<(char, bool)>,
    /// The kind of the result.
    pub result: char,
}

/// All signatures.
pub fn signatures() -> Vec<Signature> {
    let lines = TABLE.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (left, result) = line.split_once("> ").expect("a line names the result behind `> `");
            let mut words = left.split_whitespace();
            let name = words.next().expect("a line starts with the name");
            let params =
                words.map(|word| (word.chars().next().unwrap_or('A'), word.ends_with('*'))).collect();
            Signature { name, params, result: result.chars().next().unwrap_or('A') }
        })
        .collect()
}
