#include "privacy/backup.h"

#include <fmt/format.h>

namespace minka::privacy {

std::string recovery_sheet(const BackupManifest& manifest, const std::filesystem::path& backup_file,
                           const std::filesystem::path& master_key_file) {
    auto sheet = fmt::format(
        "HOJA DE RECUPERACIÓN\n"
        "====================\n"
        "Imprímala y guárdela con la llave maestra, lejos de la máquina y de las copias.\n"
        "Esta hoja no contiene ningún secreto.\n\n"
        "Copia                 {}\n"
        "Hecha el              {} (hora UTC)\n"
        "Con minka             {}, esquema {}\n"
        "Tamaño                {} bytes\n"
        "Huella del contenido  {}\n"
        "Huella de la llave    {}\n"
        "Llave maestra         {}\n"
        "Lista de supresiones  {} ({} hasta hoy)\n\n"
        "La copia NO contiene la llave maestra. Sin la llave nadie puede leer los nombres.\n\n",
        backup_file.filename().string(), to_string(manifest.created_at), manifest.code_version, manifest.schema,
        manifest.byte_count, to_hex(manifest.content_hash), manifest.key_fingerprint, master_key_file.string(),
        ErasureList::file_for(master_key_file).string(), manifest.erasures.count);
    sheet +=
        "Si se pierde la máquina\n"
        "-----------------------\n"
        "1. Instale minka en otra máquina.\n"
        "2. Ponga la llave maestra y la lista de supresiones juntas en una carpeta, y haga privada la llave:\n"
        "     chmod 600 LLAVE\n"
        "3. Restaure en un lugar donde no haya base de datos:\n"
        "     minka restore COPIA --database DESTINO --master-key LLAVE\n"
        "4. minka compara la copia con sus huellas, aplica las supresiones y solo entonces pone la base en su lugar.\n"
        "   Si algo no coincide, dice qué y no deja nada a medias.\n"
        "5. Haga enseguida una copia nueva.\n\n"
        "Fin de cada cadena de registros al hacer la copia\n"
        "-------------------------------------------------\n";
    for (const auto& head : manifest.heads) {
        sheet += fmt::format("programa {}  nodo {}\n  asiento {}  huella {}\n", to_string(head.programme),
                             to_string(head.node), head.sequence, to_hex(head.hash));
    }
    if (manifest.heads.empty()) {
        sheet += "Todavía no hay registros.\n";
    }
    return sheet;
}

}  // namespace minka::privacy
