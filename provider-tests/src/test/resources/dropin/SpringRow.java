package row;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.net.ssl.SSLContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot application whose properties say what it serves with, and the JDK's client. */
@SpringBootApplication(proxyBeanMethods = false)
@RestController
public class SpringRow {

    /** What the application answers. */
    @GetMapping("/")
    public String answer() {
        return "hello";
    }

    /** Properties as {@code --name=value}. */
    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(SpringRow.class, arguments)) {
            String port = context.getEnvironment().getProperty("local.server.port");
            URI uri = URI.create("https://localhost:" + port + "/");
            HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(),
                    HttpResponse.BodyHandlers.ofString());
            System.out.println("jdk " + response.version() + " " + response.body() + ", contexts of "
                    + SSLContext.getInstance("TLS").getProvider().getName());
        }
        System.exit(0);
    }
}
