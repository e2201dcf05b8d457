import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neo4j.cli.AdminTool;
import org.neo4j.cli.ExecutionContext;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.io.fs.DefaultFileSystemAbstraction;
import org.neo4j.kernel.internal.GraphDatabaseAPI;
import org.neo4j.server.CommunityBootstrapper;

/**
 * Starts a Neo4j server in a folder, says where it listens, and stops it when stdin ends: a server
 * never outlives what started it, however that ended.
 *
 * <p>{@code java … Server FOLDER [tls] [SETTING=VALUE …]} keeps data, logs and certificates in
 * FOLDER and takes settings as neo4j.conf does. NEO4J_PASSWORD in the environment becomes the
 * password of the user neo4j when FOLDER is started for the first time; without it nobody is asked
 * for one. {@code tls} admits encrypted connections only, with a self-signed certificate for
 * localhost in FOLDER/certificates/public.crt. The line {@code bolt://…} on stdout is the address.
 */
public final class Server {
    /** Loopback only, a free port, one client's load: what an argument does not say otherwise. */
    private static final Map<String, String> SETTINGS = Map.of(
            "server.bolt.listen_address", "127.0.0.1:0",
            "server.http.enabled", "false",
            "server.https.enabled", "false",
            "server.memory.pagecache.size", "64m",
            "dbms.usage_report.enabled", "false",
            "db.logs.query.enabled", "OFF",
            "db.tx_log.preallocate", "false",
            "db.store.files.preallocate", "false",
            // Seconds that a stop would wait for connections that may still come.
            "internal.dbms.bolt.netty_server_shutdown_quiet_period", "0");

    private Server() {}

    /** Never returns: what fails ends the whole program, whose server has threads of its own. */
    public static void main(String[] args) {
        try {
            System.exit(run(args));
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static int run(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        String password = System.getenv("NEO4J_PASSWORD");
        Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
        settings.put("dbms.security.auth_enabled", String.valueOf(password != null));
        for (int i = 1; i < args.length; i++) {
            if (args[i].equals("tls")) {
                settings.putAll(encrypted(folder.resolve("certificates")));
            } else {
                String[] setting = args[i].split("=", 2);
                settings.put(setting[0], setting[1]);
            }
        }
        if (password != null && !Files.exists(folder.resolve("data/databases/system"))) {
            setPassword(folder, password);
        }

        CommunityBootstrapper server = new CommunityBootstrapper();
        int failed = server.start(folder, settings);
        if (failed != 0) {
            return failed;
        }
        var system = (GraphDatabaseAPI) server.getDatabaseManagementService().database("system");
        var ports = system.getDependencyResolver().resolveDependency(ConnectorPortRegister.class);
        System.out.println("bolt://" + ports.getLocalAddress(ConnectorType.BOLT));
        System.out.flush();
        while (System.in.read() >= 0) {}
        return server.stop();
    }

    /** As neo4j-admin does it before the first start; later the password is in the database. */
    private static void setPassword(Path folder, String password) throws IOException {
        var quiet = new PrintStream(OutputStream.nullOutputStream());
        try (var files = new DefaultFileSystemAbstraction()) {
            var context = new ExecutionContext(folder, folder, quiet, System.err, files);
            int code = AdminTool.execute(context, "dbms", "set-initial-password", password);
            if (code != 0) {
                throw new IOException("the password was not set");
            }
        }
    }

    /** Makes a key and a certificate where there are none; the settings that use them. */
    private static Map<String, String> encrypted(Path folder) throws Exception {
        Path certificate = folder.resolve("public.crt");
        if (!Files.exists(certificate)) {
            Path store = Files.createDirectories(folder).resolve("store");
            keytool(store);
            char[] password = "storepass".toCharArray();
            KeyStore keys = KeyStore.getInstance(store.toFile(), password);
            byte[] key = keys.getKey("bolt", password).getEncoded();
            pem(folder.resolve("private.key"), "PRIVATE KEY", key);
            pem(certificate, "CERTIFICATE", keys.getCertificate("bolt").getEncoded());
        }
        return Map.of(
                "server.bolt.tls_level", "REQUIRED",
                "dbms.ssl.policy.bolt.enabled", "true",
                "dbms.ssl.policy.bolt.base_directory", folder.toString(),
                "dbms.ssl.policy.bolt.client_auth", "NONE");
    }

    /** A self-signed certificate from Java's own tool, which has no interface but a command. */
    private static void keytool(Path store) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int code = new ProcessBuilder(
                        tool, "-genkeypair", "-alias", "bolt", "-keyalg", "RSA", "-keysize", "2048",
                        "-dname", "CN=localhost", "-ext", "SAN=DNS:localhost,IP:127.0.0.1",
                        "-validity", "3650", "-storetype", "PKCS12", "-storepass", "storepass",
                        "-keystore", store.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("keytool made no certificate");
        }
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(
                file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
