package dev.handfast.jsse.props;

import org.jspecify.annotations.Nullable;

/**
 * What certificate paths ask of properties, each when it is needed: system properties, else security properties, read
 * by {@link PropertyReader#either}.
 */
public final class PathProperties {

    private PathProperties() {
    }

    /** {@code handfast.pki.anchorConstraints=false}: a trust anchor's own constraints do not count. */
    public static boolean anchorConstraints() {
        return flag("handfast.pki.anchorConstraints", true);
    }

    /** The JDK's {@code jdk.security.allowNonCaAnchor}, empty or true: anchors need not be authorities to issue. */
    public static boolean nonCaAnchors() {
        String name = "jdk.security.allowNonCaAnchor";
        String text = PropertyReader.either(name);
        return text != null && (text.isEmpty() || PropertyReader.flag(name, text, false));
    }

    /** {@code handfast.pki.commonName=true}: a common name may stand for a missing alternative name. */
    public static boolean commonName() {
        return flag("handfast.pki.commonName", false);
    }

    /** {@code handfast.pki.remember=false}: verified signatures and paths are not remembered. */
    public static boolean remember() {
        return flag("handfast.pki.remember", true);
    }

    /** {@code handfast.pki.mustStaple=false}: a certificate that demands a staple is accepted without one. */
    public static boolean mustStaple() {
        return flag("handfast.pki.mustStaple", true);
    }

    /** The JDK's own {@code com.sun.net.ssl.checkRevocation}. */
    public static boolean checkRevocation() {
        return flag("com.sun.net.ssl.checkRevocation", false);
    }

    /** The JDK's {@code com.sun.security.onlyCheckRevocationOfEECert}. */
    public static boolean checkRevocationOfTargetOnly() {
        return flag("com.sun.security.onlyCheckRevocationOfEECert", false);
    }

    /** The JDK's {@code ocsp.enable}: responders are asked. */
    public static boolean askResponders() {
        return flag("ocsp.enable", false);
    }

    /** The JDK's {@code ocsp.responderURL}; null for those that certificates name. */
    public static @Nullable String responder() {
        return PropertyReader.either("ocsp.responderURL");
    }

    /** The JDK's {@code com.sun.security.enableCRLDP}: lists are fetched. */
    public static boolean fetchLists() {
        return flag("com.sun.security.enableCRLDP", false);
    }

    /** The JDK's {@code com.sun.security.enableAIAcaIssuers}: missing issuers are fetched. */
    public static boolean fetchIssuers() {
        return flag("com.sun.security.enableAIAcaIssuers", false);
    }

    /** The JDK's {@code com.sun.security.crl.timeout} and its like, in milliseconds. */
    public static long timeout(String name, long otherwise) {
        return PropertyReader.millis(name, PropertyReader.either(name), otherwise);
    }

    /** Which addresses may be fetched from, by the property of this name. */
    public static String allowedLocations(String name, String otherwise) {
        return text(name, otherwise);
    }

    /** {@code handfast.pki.transparency}: which timestamps a certificate needs. */
    public static String transparency(String otherwise) {
        return text("handfast.pki.transparency", otherwise);
    }

    /** {@code handfast.pki.transparency.logs}: a file; empty for none. */
    public static String transparencyLogs() {
        return text("handfast.pki.transparency.logs", "");
    }

    /** {@code handfast.pki.transparency.least}: how many different logs must have signed. */
    public static int transparencyLeast() {
        return count("handfast.pki.transparency.least", 2);
    }

    /** Tells once that a property of the JDK is set that is not honoured. */
    public static void tellUnused(String name, String instead) {
        String value = text(name, "");
        if (!value.isEmpty()) {
            WarnOnce.ofProperty(name, value, "has no effect: " + instead);
        }
    }

    private static boolean flag(String name, boolean otherwise) {
        return PropertyReader.flag(name, PropertyReader.either(name), otherwise);
    }

    private static int count(String name, int otherwise) {
        return PropertyReader.number(name, PropertyReader.either(name), otherwise, 0);
    }

    private static String text(String name, String otherwise) {
        String text = PropertyReader.either(name);
        return text == null ? otherwise : text;
    }
}
