package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;


import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The house stands as it was drawn: who imports whom, and the habits that a search can check. */
@Tag("unit")
class LayersTest {

    private static final String ROOT = "dev.handfast";
    private static final Path SOURCES = Path.of("../provider/src/main/java");
    private static final int MAX_COLUMNS = 120;
    private static final int MAX_LINES = 400;

    /** Packages without the root, and what each may import of the others; a package that is missing here fails. */
    private static final Map<String, String> MAY_IMPORT = Map.ofEntries(
            Map.entry("wire", ""),
            // The public face: types only, which every floor may speak.
            Map.entry("tls", ""),
            // For its exception and its immutable bytes.
            Map.entry("der", "wire"),
            Map.entry("pem", "der wire"),
            Map.entry("spec", "wire"),
            // For the faults of what is done later.
            Map.entry("async", "spec wire"),
            // Reads the parameters of RSASSA-PSS, by which jca verifies and pki.path names.
            Map.entry("crypto", "der spec wire"),
            // jca's catalogue is made of both: it falls back on bc.
            Map.entry("crypto.jca", "crypto crypto.bc der spec wire"),
            Map.entry("crypto.bc", "crypto crypto.curve crypto.mlkem der spec wire"),
            Map.entry("crypto.curve", "wire"),
            Map.entry("crypto.mlkem", "wire"),
            Map.entry("record", "crypto spec wire"),
            Map.entry("message.ext", "spec wire"),
            Map.entry("message", "message.ext spec wire"),
            Map.entry("keys", "crypto spec wire"),
            Map.entry("pki.cert", "der crypto spec wire"),
            Map.entry("pki.path", "pki.cert der crypto spec wire"),
            Map.entry("session", "async tls keys message message.ext crypto der spec wire"),
            Map.entry("session.jcache", "async session tls crypto spec wire"),
            Map.entry("jcache", "session.jcache tls crypto crypto.jca"),
            // What is verified is told the session so far.
            Map.entry("auth", "async tls session keys message message.ext crypto der spec wire pki.path pki.cert"),
            Map.entry("handshake", "async tls session auth message message.ext keys record crypto spec wire"),
            Map.entry("handshake.client", "handshake handshake.client12 handshake.client13 @handshake"),
            Map.entry("handshake.client12", "handshake handshake.traffic @handshake"),
            Map.entry("handshake.client13", "handshake handshake.traffic @handshake"),
            Map.entry("handshake.server", "handshake handshake.server12 handshake.server13 @handshake"),
            Map.entry("handshake.server12", "handshake handshake.traffic @handshake"),
            Map.entry("handshake.server13", "handshake handshake.traffic @handshake"),
            Map.entry("handshake.traffic", "handshake @handshake"),
            // The engine begins a handshake of either role and publishes sessions.
            Map.entry("engine", "async handshake handshake.client handshake.server session tls record message spec"
                    + " wire"),
            // The roof, from its lowest room to its top.
            Map.entry("jsse.props", "tls pki.cert crypto spec wire"),
            Map.entry("jsse.stores", "jsse.props pem pki.cert crypto.jca crypto.bc wire"),
            Map.entry("jsse.certs", "tls jsse.stores jsse.props pki.path pki.cert crypto crypto.jca wire"),
            Map.entry("jsse.fetch", "async jsse.certs jsse.props pki.path pki.cert pem crypto.jca crypto.bc der wire"),
            Map.entry("jsse.revocation", "jsse.fetch jsse.certs jsse.props pki.path pki.cert der wire"),
            Map.entry("jsse.pkix", "tls jsse.revocation jsse.fetch jsse.certs jsse.stores jsse.props pki.path"
                    + " pki.cert"
                    + " crypto.jca der wire"),
            Map.entry("jsse.live",
                    "async tls jsse.certs jsse.stores jsse.props pem pki.path pki.cert der crypto.jca wire"),
            Map.entry("jsse.trust",
                    "tls jsse.live jsse.pkix jsse.fetch jsse.certs jsse.stores jsse.props pki.path pki.cert"
                            + " message.ext der wire"),
            Map.entry("jsse.staple", "async jsse.revocation jsse.certs auth pki.path wire"),
            // Settings hand crypto, records (limits of keys) and handshakes (authentication of clients) on.
            Map.entry("jsse.config",
                    "tls jsse.trust jsse.staple jsse.certs jsse.props handshake auth session record crypto"
                            + " crypto.jca spec wire"),
            Map.entry("jsse.session", "tls jsse.config jsse.trust jsse.certs jsse.stores jsse.props engine session"
                    + " crypto spec wire"),
            Map.entry("jsse.keys",
                    "async tls jsse.live jsse.certs jsse.session jsse.config jsse.trust"
                            + " jsse.staple auth session der crypto.jca spec wire"),
            // Prints messages, and opens key logs.
            Map.entry("jsse.trace", "jsse.stores jsse.props handshake keys message message.ext crypto.jca der spec"
                    + " wire"),
            Map.entry("jsse.context", "tls jsse.trace jsse.keys jsse.session jsse.config jsse.staple jsse.trust"
                    + " jsse.live jsse.fetch jsse.stores jsse.certs jsse.props pki.path pki.cert engine handshake auth"
                    + " session session.jcache keys record message.ext crypto crypto.jca spec wire"),
            Map.entry("jsse.engine", "tls jsse.context jsse.trace jsse.session jsse.config jsse.trust jsse.certs engine"
                    + " handshake session spec wire"),
            Map.entry("jsse.socket",
                    "async tls jsse.props jsse.context jsse.trace jsse.session jsse.config jsse.trust jsse.certs"
                            + " engine handshake session spec wire"),
            Map.entry("jsse", "tls jsse.socket jsse.engine jsse.context jsse.trace jsse.keys jsse.session jsse.config"
                    + " jsse.live jsse.certs jsse.props engine keys session crypto crypto.jca wire"),
            // What Jetty asks an engine's maker for.
            Map.entry("jsse.jetty", "jsse.engine"),
            Map.entry("", "*"),
            // What the jar runs looks at the whole from above.
            Map.entry("tool", " crypto.bc"));

    /** Packages with classes that use each other both ways, as a table and its rows do; all others have none. */
    private static final Set<String> INTERWOVEN = Set.of("tls", "wire", "crypto.jca", "crypto.curve", "crypto.mlkem",
            "record",
            "message", "message.ext", "keys",
            "pki.cert", "pki.path", "auth", "session", "session.jcache", "handshake", "handshake.client",
            "handshake.client12",
            "handshake.client13", "handshake.server", "handshake.server12", "jsse.pkix", "jsse.trust", "jsse.config",
            "jsse.session", "jsse.keys", "jsse.context", "jsse.socket", "tool");

    @TempDir
    private Path directory;

    @Test
    void packagesImportOnlyWhatLiesBelow() throws IOException {
        Map<String, Set<String>> imports = imports();
        List<String> wrong = new ArrayList<>();
        imports.forEach((from, all) -> {
            Set<String> allowed = allowed(from);
            for (String to : all) {
                if (allowed == null) {
                    wrong.add(from + " is not in the plan");
                } else if (!allowed.contains("*") && !allowed.contains(to)) {
                    wrong.add(from + " -> " + to);
                }
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void nothingImportsItselfByDetours() throws IOException {
        assertEquals(List.of(), cycles(imports()));
    }

    private static List<String> cycles(Map<String, Set<String>> imports) {
        List<String> cycles = new ArrayList<>();
        for (String from : imports.keySet()) {
            Set<String> reached = new HashSet<>();
            reach(from, imports, reached);
            if (reached.contains(from)) {
                cycles.add(from);
            }
        }
        return cycles;
    }

    @Test
    void classesOfAPackageUseEachOtherOneWay() throws IOException {
        Map<String, Set<String>> uses = dependencies("class", "-filter:none");
        Map<String, Set<String>> within = new HashMap<>();
        uses.forEach((from, all) -> within.computeIfAbsent(outer(from), name -> new TreeSet<>()).addAll(all.stream()
                .map(LayersTest::outer).filter(to -> !to.equals(outer(from)) && room(to).equals(room(from))).toList()));
        assertTrue(within.getOrDefault("engine.ProtocolConnection", Set.of()).contains("engine.Inbound"),
                uses::toString);
        assertEquals(INTERWOVEN, cycles(within).stream().map(LayersTest::room)
                .collect(Collectors.toCollection(TreeSet::new)), () -> "cycles: " + cycles(within));
    }

    private static String outer(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }

    private static String room(String type) {
        int dot = type.lastIndexOf('.');
        return dot < 0 ? "" : type.substring(0, dot);
    }

    /** In the roof, and in what applications call with their own contexts. */
    @Test
    void javaxNetSslLivesInTheRoof() {
        assertEquals(List.of(), offenders(Pattern.compile("\\bjavax\\.net\\.ssl\\."),
                path -> !path.contains("/jsse/") && !path.contains("/tool/") && !path.contains("/handfast/tls/")));
    }

    /** It need not be there: only what a configured store loads may name it, and the package that takes caches. */
    @Test
    void javaxCacheLivesInItsAdapter() {
        assertEquals(List.of(), offenders(Pattern.compile("\\bjavax\\.cache\\."),
                path -> !path.contains("/jcache/")));
    }

    /** House, rule 20. Classes of JSSE and of tables are not cryptography. */
    @Test
    void algorithmsAreFoundInTheCatalogueOnly() {
        Pattern asks = Pattern.compile("\\b(Cipher|Mac|MessageDigest|Signature|KeyFactory|KeyPairGenerator|"
                + "KeyAgreement|KeyGenerator|SecretKeyFactory|AlgorithmParameters|SecureRandom|CertificateFactory|"
                + "KEM|KDF)\\s*\\.\\s*getInstance(Strong)?\\(");
        assertEquals(List.of(), offenders(asks, path -> !path.contains("/crypto/jca/")
                && !path.contains("/crypto/bc/")));
    }

    /** It pins virtual threads before JDK 24 (JEP 491). */
    @Test
    void nothingIsSynchronized() {
        assertEquals(List.of(), offenders(Pattern.compile("\\bsynchronized\\b"), path -> true));
    }

    /** Whoever names his class like another one's would be taken for it; one class is asked for its loader besides. */
    @Test
    void classesAreNotKnownByTheirNames() {
        assertEquals(List.of("CertificateConverter.java: return type.getClassLoader() == null"
                + " && type.getName().equals(PLATFORM);"),
                offenders(Pattern.compile("\\b(type|getClass\\(\\)|\\w*[cC]lass)\\."
                        + "get(Simple|Canonical|Type)?Name\\(\\)\\.(equals|startsWith|endsWith|contains|matches)"),
                        path -> true));
    }

    /**
     * A thread may not start: whoever says elsewhere that work is under way would wait for ever. What is passed by goes
     * to the JDK's timers, and is caught where it is called.
     */
    @Test
    void workIsHandedOverInOnePlace() {
        Pattern hands = Pattern.compile("\\.(execute|submit|invokeAll|invokeAny|schedule\\w*|prestart\\w+|orTimeout"
                + "|completeOnTimeout|delayedExecutor|\\w+Async|parallel|parallelStream|startVirtualThread)\\("
                + "|\\.start\\(\\)|::(execute|submit|schedule|start)\\b|\\bnew Timer\\(");
        assertEquals(Set.of("HandOver.java: executor.execute(once);",
                "HandOver.java: factory.newThread(once).start();",
                // WriteLimit does without, or its timer's thread is there.
                "ClosingTimer.java: waiting.prestartCoreThread();",
                "ClosingTimer.java: return waiting.schedule(work, seconds, TimeUnit.SECONDS);",
                // Gives up waiting if there is no timer.
                "LaterCalls.java: CompletableFuture<Object> clock = new CompletableFuture<>().orTimeout("
                        + "patience.toMillis(),"),
                Set.copyOf(offenders(hands, path -> true)));
    }

    /** Caches are looked up where JCA or a context makes something, and given to all that is below. */
    @Test
    void cachesOfTheProcessAreLookedUpByMakersOnly() {
        Set<String> makers = new TreeSet<>();
        offenders(Pattern.compile("\\.ofProcess\\(\\)"), path -> true)
                .forEach(found -> makers.add(found.substring(0, found.indexOf(':'))));
        assertEquals(new TreeSet<>(Set.of("PathEngine.java", "NameLookup.java", "CertPathBuilderImpl.java",
                "CertPathValidatorImpl.java", "TrustManagerFactoryImpl.java", "KeyManagerFactoryImpl.java",
                "DefaultManagers.java",
                "SharedContext.java")), makers);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path source : sources()) {
            Path info = source.resolveSibling("package-info.java");
            if (!source.endsWith("module-info.java") && !Files.exists(info)) {
                silent.add(source.getParent().toString());
            } else if (Files.exists(info) && !Files.readString(info).startsWith("/**")) {
                silent.add(info.toString());
            }
        }
        assertEquals(List.of(), silent.stream().distinct().toList());
    }

    @Test
    void linesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (String module : List.of("provider", "provider-tests", "benchmarks")) {
            try (Stream<Path> all = Files.walk(Path.of("..", module, "src"))) {
                for (Path source : all.filter(path -> path.toString().endsWith(".java")).toList()) {
                    List<String> lines = Files.readAllLines(source);
                    for (int i = 0; i < lines.size(); i++) {
                        if (lines.get(i).length() > MAX_COLUMNS) {
                            tooLong.add(source + ":" + (i + 1));
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void filesAreShort() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            String name = source.getFileName().toString();
            if (lines > MAX_LINES) {
                tooLong.put(name, lines);
            }
        }
        assertEquals(Map.of(), tooLong);
    }

    // Reading

    private static Set<String> allowed(String from) {
        String row = MAY_IMPORT.get(from);
        if (row == null) {
            return null;
        }
        Set<String> all = new HashSet<>();
        for (String each : row.split(" ")) {
            if (each.startsWith("@")) {
                all.addAll(allowed(each.substring(1)));
            } else {
                all.add(each);
            }
        }
        return all;
    }

    private static void reach(String from, Map<String, Set<String>> imports, Set<String> reached) {
        for (String to : imports.getOrDefault(from, Set.of())) {
            if (reached.add(to)) {
                reach(to, imports, reached);
            }
        }
    }

    /** Package to packages, by jdeps over the compiled provider. */
    private Map<String, Set<String>> imports() throws IOException {
        Map<String, Set<String>> imports = dependencies("package", "-filter:package");
        assertTrue(imports.size() > 20 && imports.get("engine").contains("record"), imports::toString);
        return imports;
    }

    private Map<String, Set<String>> dependencies(String of, String filter) throws IOException {
        StringWriter out = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        int result = jdeps.run(new PrintWriter(out), new PrintWriter(out), "-verbose:" + of, filter,
                "--ignore-missing-deps", "--multi-release", "base", classes().toString());
        assertEquals(0, result, out::toString);
        Map<String, Set<String>> found = new HashMap<>();
        for (String line : out.toString().lines().toList()) {
            String[] words = line.trim().split("\\s+");
            if (words.length > 2 && words[1].equals("->") && isOurs(words[0])) {
                Set<String> all = found.computeIfAbsent(local(words[0]), from -> new TreeSet<>());
                if (isOurs(words[2]) && !words[2].equals(words[0])) {
                    all.add(local(words[2]));
                }
            }
        }
        return found;
    }

    /** The provider's classes without its module descriptor, for which jdeps would want the modules it requires. */
    private Path classes() throws IOException {
        Path compiled = Path.of("../provider/target/classes");
        assertTrue(Files.isDirectory(compiled), () -> "not a directory: " + compiled);
        try (Stream<Path> all = Files.walk(compiled)) {
            for (Path path : all.filter(path -> path.toString().endsWith(".class")
                    && !path.endsWith("module-info.class")).toList()) {
                Path copy = directory.resolve(compiled.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return directory;
    }

    private static boolean isOurs(String name) {
        return name.equals(ROOT) || name.startsWith(ROOT + ".");
    }

    private static String local(String name) {
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private interface Where {
        boolean matters(String path);
    }

    /** Lines of code, comments left out, that match. */
    private static List<String> offenders(Pattern pattern, Where where) {
        List<String> found = new ArrayList<>();
        try {
            for (Path source : sources()) {
                if (where.matters(source.toString().replace('\\', '/'))) {
                    for (String line : Files.readAllLines(source)) {
                        String code = line.trim();
                        if (!code.startsWith("*") && !code.startsWith("/*") && !code.startsWith("//")
                                && pattern.matcher(code.replaceAll("\"[^\"]*\"", "\"\"")).find()) {
                            found.add(source.getFileName() + ": " + code);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            List<Path> sources = all.filter(path -> path.toString().endsWith(".java")).collect(Collectors.toList());
            assertTrue(sources.size() > 100, "sources found: " + sources.size());
            return sources;
        }
    }
}
