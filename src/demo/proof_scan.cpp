#include "demo/proof_scan.h"

#include "privacy/attachment.h"

#include <array>

namespace minka::demo {

std::string fictional_scan(std::string_view line) {
    const std::string drawing =
        "BT /F1 14 Tf 60 760 Td (DOCUMENTO FICTICIO DE LA DEMOSTRACION DE MINKA) Tj 0 -30 Td (" + std::string(line) +
        ") Tj ET";
    const std::array objects{
        std::string("<< /Type /Catalog /Pages 2 0 R >>"),
        std::string("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        std::string("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                    "/Resources << /Font << /F1 5 0 R >> >> >>"),
        "<< /Length " + std::to_string(drawing.size()) + " >>\nstream\n" + drawing + "\nendstream",
        std::string("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
    };
    std::string pdf = "%PDF-1.4\n";
    std::string table = "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto place = std::to_string(pdf.size());
        table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const auto start = std::to_string(pdf.size());
    return pdf + table + "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" +
           start + "\n%%EOF\n";
}

Result<std::string> store_scan(storage::Writer& writer, const privacy::Vault& vault, const ScanPlace& place,
                               std::string_view line) {
    const auto pdf = fictional_scan(line);
    MINKA_TRY_ASSIGN(
        const auto stored,
        privacy::store_attachment(
            writer, vault, {{place.attachment}, place.subject, privacy::MediaClass::scan, as_bytes(pdf), "acta.pdf"}));
    return to_hex(stored.content_hash);
}

}  // namespace minka::demo
