package dev.handfast.jsse.trust;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Authorities that browsers and the JDK have ceased to trust for servers whose certificates were issued after a day,
 * by the names they have in {@code jdk.security.caDistrustPolicies}.
 *
 * <p>The data are those of {@code sun.security.validator.*TLSPolicy} of OpenJDK 25.0 and 17.0.15, which has roots that
 * have gone from the other's {@code cacerts} since; {@code DistrustedAuthoritiesTest} compares them with the running
 * JDK's.
 *
 * @param name the policy's
 * @param anchors SHA-256 of the certificates, in lower case hexadecimal digits, with their aliases in {@code cacerts}
 * @param last the last day (UTC) on which a server's certificate may have begun to be valid
 * @param later such days for authorities directly below an anchor, by SHA-256 of their certificates
 */
record DistrustedAuthorities(String name, Set<String> anchors, LocalDate last, Map<String, LocalDate> later) {

    /** All that the JDK knows. */
    static final List<DistrustedAuthorities> KNOWN = List.of(
            new DistrustedAuthorities("SYMANTEC_TLS", Set.of(
                    // geotrustglobalca
                    "ff856a2d251dcd88d36656f450126798cfabaade40799c722de4d2b5db36a73a",
                    // geotrustprimaryca
                    "37d51006c512eaab626421f1ec8c92013fc5f82ae98ee533eb4619b8deb4d06c",
                    // geotrustprimarycag2
                    "5edb7ac43b82a06a8761e8d7be4979ebf2611f7dd79bf91c1c6b566a219ed766",
                    // geotrustprimarycag3
                    "b478b812250df878635c2aa7ec7d155eaa625ee82916e2cd294361886cd1fbd4",
                    // geotrustuniversalca
                    "a0459b9f63b22559f5fa5d4c6db3f9f72ff19342033578f073bf1d1b46cbb912",
                    // thawteprimaryrootca
                    "8d722f81a9c113c0791df136a2966db26c950a971db46b4199f4ea54b78bfb9f",
                    // thawteprimaryrootcag2
                    "a4310d50af18a6447190372a86afaf8b951ffb431d837f1e5688b45971ed1557",
                    // thawteprimaryrootcag3
                    "4b03f45807ad70f21bfc2cae71c9fde4604c064cf5ffb686bae5dbaad7fdd34c",
                    // thawtepremiumserverca
                    "3f9f27d583204b9e09c8a3d2066c4b57d3a2479c3693650880505698105dbce9",
                    // verisignclass2g2ca
                    "3a43e220fe7f3ea9653d1e21742eac2b75c20fd8980305bc502caf8c2d9b41a1",
                    // verisignclass3ca
                    "a4b6b3996fc2f306b3fd8681bd63413d8c5009cc4fa329c2ccf0e2fa1b140305",
                    // verisignclass3g2ca
                    "83ce3c1229688a593d485f81973c0f9195431eda37cc5e36430e79c7a888638b",
                    // verisignclass3g3ca
                    "eb04cf5eb1f39afa762f2bb120f296cba520c1b97db1589565b81cb9a17b7244",
                    // verisignclass3g4ca
                    "69ddd7ea90bb57c93e135dc85ea6fcd5480b603239bdc454fc758b2a26cf7f79",
                    // verisignclass3g5ca
                    "9acfab7e43c8d880d06b262a94deeee4b4659989c3d0caf19baf6405e41ab7df",
                    // verisignuniversalrootca
                    "2399561127a57125de8cefea610ddf2fa078b5c8067f4e828290bfb860e84b3c"),
                    LocalDate.of(2019, 4, 16), Map.of(
                            // Apple IST CA 2 - G1
                            "ac2b922ecfd5e01711772fea8ed372de9d1e2245fce3f57a9cdbec77296a424b",
                            LocalDate.of(2019, 12, 31),
                            // Apple IST CA 8 - G1
                            "a4fe7c7f15155f3f0aef7aaa83cf6e06deb97ca3f909df920ac1490882d488ed",
                            LocalDate.of(2019, 12, 31))),
            new DistrustedAuthorities("ENTRUST_TLS", Set.of(
                    // entrustevca
                    "73c176434f1bc6d5adf45b0e76e727287c8de57616c1e6e6141a2b2cbc7d8e4c",
                    // entrustrootcaec1
                    "02ed0eb28c14da45165c566791700d6451d7fb56f0b2ab1d3b8eb070e56edff5",
                    // entrustrootcag2
                    "43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339",
                    // entrustrootcag4
                    "db3517d1f6732a2d5ab97c533ec70779ee3270a62fb4ac4238372460e6f01e88",
                    // entrust2048ca
                    "6dc47172e01cbcb0bf62580d895fe2b8ac9ad4f873801e0c10b9c837d21eb177",
                    // affirmtrustcommercialca
                    "0376ab1d54c5f9803ce4b2e201a0ee7eef7b57b636e8a93c9b8d4860c96f5fa7",
                    // affirmtrustnetworkingca
                    "0a81ec5a929777f145904af38d5d509f66b5e2c58fcdb531058b0e17f3f0b41b",
                    // affirmtrustpremiumca
                    "70a73f7f376b60074248904534b11482d5bf0e698ecc498df52577ebf2e93b9a",
                    // affirmtrustpremiumeccca
                    "bd71fdf6da97e4cf62d1647add2581b07d79adf8397eb4ecba9c5e8488821423"),
                    LocalDate.of(2024, 11, 11), Map.of()),
            new DistrustedAuthorities("CAMERFIRMA_TLS", Set.of(
                    // camerfirmachambersca
                    "063e4afac491dfd332f3089b8542e94617d893d7fe944e10a7937ee29d9693c0",
                    // camerfirmachamberscommerceca
                    "0c258a12a5674aef25f28ba7dcfaeceea348e541e6f5cc4ee63b71b361606ac3",
                    // camerfirmachambersignca
                    "136335439334a7698016a0d324de72284e079d7b5220bb8fbd747816eebebaca"),
                    LocalDate.of(2025, 4, 15), Map.of()),
            new DistrustedAuthorities("CHUNGHWA_TLS", Set.of(
                    // chunghwaepkirootca
                    "c0a6f4dc63a24bfdcf54ef2a6a082a0a72de35803e2ff5ff527ae5d87206dfd5"),
                    LocalDate.of(2026, 3, 17), Map.of()));

    /** Those of a name, or null. */
    static DistrustedAuthorities named(String name) {
        for (DistrustedAuthorities known : KNOWN) {
            if (known.name.equals(name)) {
                return known;
            }
        }
        return null;
    }

    /** Whether an anchor is one of these, by its SHA-256. */
    boolean contain(String anchor) {
        return anchors.contains(anchor);
    }

    /**
     * The last day for certificates of servers.
     *
     * @param below SHA-256 of the authority directly below the anchor; null if the server's certificate is
     */
    LocalDate last(String below) {
        return below == null ? last : later.getOrDefault(below, last);
    }
}
