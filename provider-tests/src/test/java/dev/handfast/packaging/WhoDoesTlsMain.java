package dev.handfast.packaging;

import javax.net.ssl.SSLContext;

/** Prints whose the default context is. */
final class WhoDoesTlsMain {

    private WhoDoesTlsMain() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("TLS BY " + SSLContext.getDefault().getProvider().getName());
    }
}
