package dev.handfast.packaging;

import java.nio.file.Path;

/** Handshakes in both versions with what is chosen by default, for each key store that it is given. */
final class OrdinaryMain {

    private OrdinaryMain() {
    }

    public static void main(String[] stores) throws Exception {
        for (String store : stores) {
            EveryKindMain.handshake("TLSv1.3", Path.of(store));
            EveryKindMain.handshake("TLSv1.2", Path.of(store));
        }
        System.out.println("done");
    }
}
