package dev.handfast.bench;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.Library;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** netty-tcnative (BoringSSL through JNI) as netty's {@code SslContext} sets it up. */
final class TcnativeRival implements Rival {

    @Override
    public String name() {
        return "tcnative";
    }

    @Override
    public String version() {
        return Machine.origin(OpenSsl.class) + ", " + Machine.origin(Library.class);
    }

    @Override
    public Engines open(Plan plan, Credentials credentials) throws Unavailable, GeneralSecurityException {
        if (!OpenSsl.isAvailable()) {
            throw new Unavailable("netty-tcnative did not load", OpenSsl.unavailabilityCause());
        }
        X509Certificate[] chain = credentials.chain().toArray(X509Certificate[]::new);
        SslContextBuilder client = SslContextBuilder.forClient();
        if (plan.clientAuth()) {
            client.keyManager(credentials.key(), chain);
        }
        SslContextBuilder server = SslContextBuilder.forServer(credentials.key(), chain)
                .clientAuth(plan.clientAuth() ? ClientAuth.REQUIRE : ClientAuth.NONE);
        try {
            SslContext ofClient = build(client, plan, credentials);
            if (plan.resumed() && ofClient.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setSessionCacheEnabled(true);
            }
            return new TcnativeEngines(ofClient, build(server, plan, credentials), plan.resumed());
        } catch (SSLException | IllegalArgumentException e) {
            throw new Unavailable("netty-tcnative refused " + plan, e);
        }
    }

    private static SslContext build(SslContextBuilder builder, Plan plan, Credentials credentials)
            throws SSLException {
        return builder.sslProvider(SslProvider.OPENSSL)
                .protocols(plan.version())
                .ciphers(List.of(plan.suite()))
                .trustManager(credentials.root())
                .option(OpenSslContextOption.GROUPS, plan.groups().toArray(String[]::new))
                .build();
    }

    private record TcnativeEngines(SslContext ofClient, SslContext ofServer, boolean resumed) implements Engines {

        @Override
        public SSLEngine client() {
            return resumed ? ofClient.newEngine(ByteBufAllocator.DEFAULT, "localhost", 443)
                    : ofClient.newEngine(ByteBufAllocator.DEFAULT);
        }

        @Override
        public SSLEngine server() {
            return ofServer.newEngine(ByteBufAllocator.DEFAULT);
        }

        @Override
        public boolean finishesLate() {
            return true;
        }

        @Override
        public void release(SSLEngine engine) {
            ReferenceCountUtil.release(engine);
        }
    }
}
