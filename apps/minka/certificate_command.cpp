#include "commands.h"
#include "web/local_authority.h"

namespace minka::cli {

namespace {

Result<Exit> make_certificate(CommandContext& context, web::LocalServer server) {
    SystemClock clock;
    server.now = clock.now();
    MINKA_TRY_ASSIGN(const auto made, web::make_local_certificate(server));
    auto& out = context.out();
    if (context.is_spanish()) {
        out << (made.made_authority ? "Autoridad nueva: " : "Autoridad de antes: ") << made.authority.string()
            << "\n  huella SHA-256 " << made.fingerprint << "\nCertificado del servidor: " << made.certificate.string()
            << ", vence " << made.ends_on.text() << "\nHoja para imprimir: " << made.sheet.string()
            << "\n\nInicie el servidor así:\n  minka serve --address 0.0.0.0 --port 443 --certificate "
            << made.certificate.string() << " --key " << made.key.string() << "\n";
    } else {
        out << (made.made_authority ? "New authority: " : "Earlier authority: ") << made.authority.string()
            << "\n  SHA-256 fingerprint " << made.fingerprint
            << "\nThe server's certificate: " << made.certificate.string() << ", until " << made.ends_on.text()
            << "\nSheet to print: " << made.sheet.string()
            << "\n\nStart the server like this:\n  minka serve --address 0.0.0.0 --port 443 "
            << "--certificate " << made.certificate.string() << " --key " << made.key.string() << "\n";
    }
    return Exit::done;
}

}  // namespace

void add_certificate_command(CommandTable& table) {
    const auto server = std::make_shared<web::LocalServer>();
    auto* command = table.command(nullptr, "certificate",
                                  "Hace el certificado de un servidor de red local, y la autoridad que lo firma",
                                  [server](CommandContext& context) { return make_certificate(context, *server); });
    command->add_option("folder", server->folder, "Carpeta para los archivos; si ya tiene la autoridad, la usa")
        ->required();
    command->add_option("--name", server->names, "Nombre de la máquina en la red: minka.local");
    command->add_option("--address", server->addresses, "Dirección de la máquina: 192.168.1.10");
    command->add_option("--days", server->days, "Días que vale el certificado, 397 a lo más")->capture_default_str();
}

}  // namespace minka::cli
