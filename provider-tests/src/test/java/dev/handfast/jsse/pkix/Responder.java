package dev.handfast.jsse.pkix;

import com.sun.net.httpserver.HttpServer;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** An OCSP responder on the loopback interface, which also serves files: what it says is set by the test. */
public final class Responder implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "responder");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** One that answers 404 to everything. */
    public Responder() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.incrementAndGet();
            byte[] answer = answer(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(answer == null ? 404 : 200, answer == null ? -1 : answer.length);
            if (answer != null) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
    }

    /** By POST, or by GET with the request behind the path (RFC 6960 appendix A.1). */
    private byte[] answer(String path) {
        int end = path.indexOf('/', 1);
        return answers.get(end < 0 ? path : path.substring(0, end));
    }

    /** What is said at a path from now on; null for 404. */
    public Responder says(String path, byte[] answer) {
        if (answer == null) {
            answers.remove(path);
        } else {
            answers.put(path, answer);
        }
        return this;
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    /** Where a path is. */
    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Names a path as a certificate's responder. */
    public Consumer<TestPki.Content> ocsp(String path) {
        return content -> content.extension(Extension.authorityInfoAccess, false,
                new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri(path)));
    }

    /** Names a path as where a certificate's issuer is. */
    public Consumer<TestPki.Content> issuers(String path) {
        return content -> content.extension(Extension.authorityInfoAccess, false,
                new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, uri(path)));
    }

    /** Names a path as a certificate's distribution point. */
    public Consumer<TestPki.Content> lists(String path) {
        return content -> content.extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(
                        new DistributionPointName(new GeneralNames(uri(path))), null, null)}));
    }

    private GeneralName uri(String path) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, at(path).toString());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
