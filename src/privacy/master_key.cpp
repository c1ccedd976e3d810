#include "privacy/master_key.h"

#include "base/text.h"
#include "privacy/file_writing.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace minka::privacy {

namespace {

constexpr std::string_view mark = "minka-llave-1 ";
constexpr std::size_t hex_digits = 64;
constexpr std::size_t largest_file = 4096;

constexpr std::string_view instructions =
    "# LLAVE MAESTRA DE MINKA\n"
    "#\n"
    "# Con esta llave y la base de datos se leen los nombres de las personas. Sin ella nadie los puede leer, tampoco\n"
    "# quien hizo el programa: una copia de seguridad sin esta llave no devuelve los nombres.\n"
    "#\n"
    "# 1. Haga ahora mismo una copia de este archivo en un lugar seguro y distinto: una memoria USB guardada bajo\n"
    "#    llave, o impresa en un sobre cerrado.\n"
    "# 2. Nunca la guarde junto a las copias de la base de datos ni la envie por correo o mensajeria.\n"
    "# 3. Guarde con ella el archivo que termina en .erasures: dice a quien se suprimio y evita que una copia antigua\n"
    "#    lo devuelva.\n"
    "# 4. La linea de abajo se puede copiar a mano; la huella avisa si hay un digito equivocado.\n";

std::string fingerprint_of(ByteView key) {
    const auto hash = keyed_hash(key, "fingerprint", {});
    const auto hex = to_hex(ByteView(hash).first(8));
    return hex.substr(0, 4) + "-" + hex.substr(4, 4) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4);
}

// A string whose text is wiped when it goes.
struct WipedText {
    std::string text;
    ~WipedText() { sodium_memzero(text.data(), text.size()); }
};

Result<> read_private(const std::filesystem::path& file, std::string& text) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return problem(errno == ENOENT ? ProblemCode::not_found : ProblemCode::io_failed,
                       "The master key cannot be read (" + std::string(std::strerror(errno)) +
                           "); put the key file back, or name it with --master-key.",
                       file.string());
    }
    struct stat state{};
    const bool known = fstat(descriptor, &state) == 0;
    text.resize(largest_file + 1);
    const auto count = known ? read(descriptor, text.data(), text.size()) : -1;
    close(descriptor);
    if (!known || count < 0 || !S_ISREG(state.st_mode)) {
        return problem(ProblemCode::io_failed, "The master key is not a file that can be read.", file.string());
    }
    if ((state.st_mode & 077U) != 0) {
        return problem(ProblemCode::forbidden,
                       "Others can read the master key; make it private with: chmod 600 " + file.string(),
                       file.string());
    }
    text.resize(static_cast<std::size_t>(count));
    return {};
}

std::unexpected<Problem> malformed(const std::string& what, const std::filesystem::path& file) {
    return problem(ProblemCode::malformed_file, what + " Bring back the copy of the key that you keep apart.",
                   file.string());
}

}  // namespace

std::string MasterKey::fingerprint() const { return fingerprint_of(bytes()); }

Result<MasterKey> MasterKey::create(const std::filesystem::path& file) {
    MasterKey key;
    key.file_ = file;
    randombytes_buf(key.secret_.bytes().data(), key.secret_.bytes().size());
    const WipedText hex{to_hex(key.bytes())};
    const WipedText text{std::string(instructions) + std::string(mark) + hex.text + " huella " + key.fingerprint() +
                         "\n"};
    MINKA_TRY(write_private_file(file, as_bytes(text.text), Existing::keep));
    return key;
}

Result<MasterKey> MasterKey::load(const std::filesystem::path& file) {
    WipedText text;
    MINKA_TRY(read_private(file, text.text));
    if (text.text.size() > largest_file) {
        return malformed("The file is too long to be a master key.", file);
    }
    const auto at = text.text.find(mark);
    if (at == std::string::npos || text.text.size() < at + mark.size() + hex_digits) {
        return malformed("The file holds no master key.", file);
    }
    const auto rest = std::string_view(text.text).substr(at + mark.size());
    MasterKey key;
    key.file_ = file;
    auto decoded = from_hex(rest.substr(0, hex_digits));
    if (!decoded) {
        return malformed("The master key has a character that is not a hexadecimal digit.", file);
    }
    std::ranges::copy(*decoded, key.secret_.bytes().begin());
    sodium_memzero(decoded->data(), decoded->size());
    if (rest.substr(hex_digits).find(key.fingerprint()) == std::string_view::npos) {
        return malformed("The master key does not match its fingerprint: a digit is wrong.", file);
    }
    return key;
}

}  // namespace minka::privacy
