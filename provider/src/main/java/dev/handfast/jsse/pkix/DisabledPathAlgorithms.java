package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.jsse.props.DisabledRules;
import dev.handfast.jsse.props.NameParts;
import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertificateCurve;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.pki.path.AlgorithmRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules in a {@code disabledAlgorithms} security property as the judge of paths applies them. A condition that is
 * not understood counts as fulfilled, so that its rule refuses more, which is safe.
 */
public final class DisabledPathAlgorithms implements AlgorithmRules {

    /** Algorithms whose rules are looked up once: more than there are names for. */
    private static final int KEPT = 128;

    private static final Map<String, DisabledPathAlgorithms> CURRENT = new ConcurrentHashMap<>();
    private static final Map<String, DisabledPathAlgorithms> UNCONDITIONAL = new ConcurrentHashMap<>();

    private final String property;
    private final boolean unconditional;
    private final DisabledRules source;
    private final List<DisabledRules.Rule> rules;
    private final long[] beginnings;

    /** The rules that concern a signature algorithm, and a curve or a key's algorithm: mostly none. */
    private final Map<Oid, List<DisabledRules.Rule>> ofSignatures = new ConcurrentHashMap<>();
    private final Map<Oid, List<DisabledRules.Rule>> ofKeys = new ConcurrentHashMap<>();

    private DisabledPathAlgorithms(String property, boolean unconditional, DisabledRules source) {
        this.property = property;
        this.unconditional = unconditional;
        this.source = source;
        this.rules = source.rules();
        this.beginnings = new long[rules.size()];
        for (int i = 0; i < beginnings.length; i++) {
            beginnings[i] = rules.get(i).from();
        }
    }

    /** The rules of a security property as it stands now: the same object while it stays the same. */
    public static DisabledPathAlgorithms of(String property) {
        return of(property, false, CURRENT);
    }

    /** The same rules as if all conditions on use, time and root held: what may be refused at all. */
    static DisabledPathAlgorithms unconditional(String property) {
        return of(property, true, UNCONDITIONAL);
    }

    private static DisabledPathAlgorithms of(String property, boolean unconditional,
            Map<String, DisabledPathAlgorithms> among) {
        DisabledRules source = DisabledRules.of(property);
        DisabledPathAlgorithms known = among.get(property);
        if (known == null || known.source != source) {
            known = new DisabledPathAlgorithms(property, unconditional, source);
            among.put(property, known);
        }
        return known;
    }

    @Override
    public int era(long time) {
        int begun = 0;
        for (long from : beginnings) {
            begun += from > Long.MIN_VALUE && time >= from ? 1 : 0;
        }
        return begun;
    }

    @Override
    public String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
        Oid oid = algorithm.oid();
        // The identifier of RSASSA-PSS does not tell the hash.
        List<DisabledRules.Rule> known = oid.equals(Oids.RSA_PSS) ? null : ofSignatures.get(oid);
        if (known == null) {
            String name = AlgorithmNames.signature(algorithm);
            Set<String> parts = parts(name);
            String mask = AlgorithmNames.maskHash(algorithm);
            if (mask != null) {
                // As in the JDK, a rule about a hash concerns the mask of RSASSA-PSS too.
                parts.addAll(NameParts.of(mask));
            }
            known = concerning(name, parts);
            if (!oid.equals(Oids.RSA_PSS)) {
                keep(oid, name, known, ofSignatures);
            }
        }
        for (DisabledRules.Rule rule : known) {
            if (rule.keySizes() == null && applies(rule, context)) {
                return AlgorithmNames.describe(algorithm) + refusal(rule);
            }
        }
        return null;
    }

    @Override
    public String refusesKey(Spki key, Cert certificate, Context context) {
        Oid oid = key.curve() != null ? key.curve() : key.algorithm().oid();
        List<DisabledRules.Rule> known = ofKeys.get(oid);
        if (known == null) {
            Set<String> names = new HashSet<>();
            names.add(AlgorithmNames.key(key).toUpperCase(Locale.ROOT));
            if (key.curve() != null) {
                for (String name : CertificateCurve.names(key.curve())) {
                    names.add(name.toUpperCase(Locale.ROOT));
                }
            }
            known = concerning(AlgorithmNames.key(key), names);
            keep(oid, key.curve() != null ? CertificateCurve.name(oid) : AlgorithmNames.key(key), known, ofKeys);
        }
        for (DisabledRules.Rule rule : known) {
            boolean small = rule.keySizes() == null || key.bits() >= 0 && rule.keySizes().test(key.bits());
            if (small && applies(rule, context)) {
                return AlgorithmNames.describe(key) + refusal(rule);
            }
        }
        return null;
    }

    /** Keeps what concerns an algorithm that has a name here; all others anyone may make up. */
    private static void keep(Oid oid, String name, List<DisabledRules.Rule> found,
            Map<Oid, List<DisabledRules.Rule>> into) {
        if (into.size() < KEPT && !name.equals(oid.toString())) {
            into.put(oid, found);
        }
    }

    private List<DisabledRules.Rule> concerning(String name, Set<String> parts) {
        String upper = name.toUpperCase(Locale.ROOT);
        List<DisabledRules.Rule> concerned = new ArrayList<>();
        for (DisabledRules.Rule rule : rules) {
            if (rule.concerns(upper, parts)) {
                concerned.add(rule);
            }
        }
        return List.copyOf(concerned);
    }

    private String refusal(DisabledRules.Rule rule) {
        return " is disabled by the security property " + property + " (" + rule.text() + ")";
    }

    private boolean applies(DisabledRules.Rule rule, Context context) {
        return unconditional || context.rules().time() >= rule.from()
                && (rule.uses().isEmpty() || rule.uses().contains(use(context)))
                && (!rule.jdkAuthority() || JdkAuthorities.contain(context.anchor()));
    }

    /** The use in {@code java.security}'s words; {@code SignedJAR} is signed code and the timestamps on it. */
    private static String use(Context context) {
        Oid purpose = context.rules().purpose();
        if (Oids.SERVER_AUTH.equals(purpose)) {
            return "tlsserver";
        } else if (Oids.CLIENT_AUTH.equals(purpose)) {
            return "tlsclient";
        }
        return Oids.CODE_SIGNING.equals(purpose) || Oids.TIME_STAMPING.equals(purpose) ? "signedjar" : "";
    }

    /** The names by which rules may speak of a signature algorithm: its own, its hash's, its key's. */
    private static Set<String> parts(String name) {
        Set<String> parts = NameParts.of(name);
        if (parts.contains("ECDSA")) {
            parts.add("EC");
        }
        if (parts.contains("MGF1")) {
            parts.add("RSASSA-PSS");
        }
        return parts;
    }
}
