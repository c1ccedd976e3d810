#include "web/local_authority.h"

#include "base/freed.h"
#include "base/random.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>

namespace minka::web {

namespace {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Buffer = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

constexpr std::int64_t day_seconds = 86'400;
constexpr int authority_days = 3650;
constexpr int longest_days = 397;

std::unexpected<Problem> failed(std::string_view what) {
    return problem(ProblemCode::io_failed, "The certificate could not be made (" + std::string(what) + ").");
}

bool is_host(std::string_view name) {
    return !name.empty() && name.size() <= 253 && name.front() != '-' && name.front() != '.' &&
           std::ranges::all_of(
               name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

bool is_address(const std::string& address) {
    ASN1_OCTET_STRING* const read = a2i_IPADDRESS(address.c_str());
    ASN1_OCTET_STRING_free(read);
    return read != nullptr;
}

Result<> check(const LocalServer& server) {
    if (server.names.empty() && server.addresses.empty()) {
        return invalid("Name the machine as people will type it: a name, an address or both.", "--name");
    }
    for (const auto& name : server.names) {
        if (!is_host(name)) {
            return invalid("'" + name + "' is no name of a machine: small letters, digits, dots and hyphens.",
                           "--name");
        }
    }
    for (const auto& address : server.addresses) {
        if (!is_address(address)) {
            return invalid("'" + address + "' is no address such as 192.168.1.10.", "--address");
        }
    }
    if (server.days < 1 || server.days > longest_days) {
        return invalid("A certificate holds for 1 to 397 days; browsers refuse longer ones.", "--days");
    }
    return {};
}

// "DNS:minka.local,IP:192.168.1.10"
std::string alternative_names(const LocalServer& server) {
    std::string text;
    for (const auto& name : server.names) {
        text += (text.empty() ? "DNS:" : ",DNS:") + name;
    }
    for (const auto& address : server.addresses) {
        text += (text.empty() ? "IP:" : ",IP:") + address;
    }
    return text;
}

// Addresses in a constraint carry the mask of exactly themselves.
std::string constraints(const LocalServer& server) {
    std::string text = "critical";
    for (const auto& name : server.names) {
        text += ",permitted;DNS:" + name;
    }
    for (const auto& address : server.addresses) {
        const bool is_six = address.find(':') != std::string::npos;
        text += ",permitted;IP:" + address + (is_six ? "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "/255.255.255.255");
    }
    return text;
}

Result<Certificate> blank(EVP_PKEY* key, const std::string& name, Instant now, int days) {
    Certificate certificate(X509_new());
    SystemRandom random;
    std::array<std::uint8_t, 16> serial{};
    random.fill(serial);
    serial[0] &= 0x7FU;  // positive
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(serial.data(), serial.size(), nullptr));
    const auto start = now.microseconds / 1'000'000 - day_seconds;  // a phone's clock may be late
    auto* subject = certificate ? X509_get_subject_name(certificate.get()) : nullptr;
    if (!certificate || X509_set_version(certificate.get(), 2) != 1 ||
        BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) == nullptr ||
        ASN1_TIME_set(X509_getm_notBefore(certificate.get()), start) == nullptr ||
        ASN1_TIME_set(X509_getm_notAfter(certificate.get()), start + (days + 1) * day_seconds) == nullptr ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                                   -1, -1, 0) != 1 ||
        X509_set_pubkey(certificate.get(), key) != 1) {
        return failed("its fields");
    }
    return certificate;
}

Result<> add(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1 ? Result<>{} : Result<>(failed(value));
}

Result<Certificate> make_authority(EVP_PKEY* key, const LocalServer& server) {
    MINKA_TRY_ASSIGN(auto authority,
                     blank(key, "Minka, autoridad local de " + alternative_names(server), server.now, authority_days));
    auto* const own = authority.get();
    X509_set_issuer_name(own, X509_get_subject_name(own));
    MINKA_TRY(add(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0"));
    MINKA_TRY(add(own, own, NID_key_usage, "critical,keyCertSign"));
    MINKA_TRY(add(own, own, NID_subject_key_identifier, "hash"));
    MINKA_TRY(add(own, own, NID_name_constraints, constraints(server)));
    return X509_sign(own, key, EVP_sha256()) > 0 ? Result<Certificate>(std::move(authority)) : failed("its signature");
}

Result<Certificate> make_server(EVP_PKEY* key, X509* authority, EVP_PKEY* authority_key, const LocalServer& server) {
    const auto& name = server.names.empty() ? server.addresses.front() : server.names.front();
    MINKA_TRY_ASSIGN(auto certificate, blank(key, name, server.now, server.days));
    auto* const own = certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(authority));
    MINKA_TRY(add(own, authority, NID_basic_constraints, "critical,CA:FALSE"));
    MINKA_TRY(add(own, authority, NID_key_usage, "critical,digitalSignature"));
    MINKA_TRY(add(own, authority, NID_ext_key_usage, "serverAuth"));
    MINKA_TRY(add(own, authority, NID_authority_key_identifier, "keyid:always"));
    MINKA_TRY(add(own, authority, NID_subject_alt_name, alternative_names(server)));
    return X509_sign(own, authority_key, EVP_sha256()) > 0 ? Result<Certificate>(std::move(certificate))
                                                           : failed("its signature");
}

std::string text_in(BIO* buffer) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(buffer, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(buffer.get(), certificate);
    return text_in(buffer.get());
}

std::string pem_of(EVP_PKEY* key) {
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(buffer.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_in(buffer.get());
}

Result<> write_file(const std::filesystem::path& file, std::string_view text, unsigned mode) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (opened < 0) {
        return problem(ProblemCode::io_failed, "The file could not be written; look at the folder's permissions.",
                       file.string());
    }
    const bool is_written = ::fchmod(opened, mode) == 0 &&
                            ::write(opened, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                            ::fsync(opened) == 0;
    ::close(opened);
    return is_written ? Result<>{}
                      : problem(ProblemCode::io_failed, "The file could not be written whole.", file.string());
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string fingerprint_of(X509* certificate) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
    }
    return text;
}

struct Authority {
    Certificate certificate;
    Key key;
    bool is_new = false;
};

constexpr unsigned open_mode = 0644;
constexpr unsigned own_mode = 0600;

// The folder's authority, when it is one for the same names; otherwise a new one.
Result<Authority> authority_in(const LocalServer& server) {
    const auto certificate_file = server.folder / "minka-autoridad.pem";
    const auto key_file = server.folder / "minka-autoridad.key";
    Authority authority;
    if (std::filesystem::exists(certificate_file)) {
        const auto certificate = read_file(certificate_file);
        const auto key = read_file(key_file);
        const Buffer first(BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size())));
        const Buffer second(BIO_new_mem_buf(key.data(), static_cast<int>(key.size())));
        authority.certificate.reset(PEM_read_bio_X509(first.get(), nullptr, nullptr, nullptr));
        authority.key.reset(PEM_read_bio_PrivateKey(second.get(), nullptr, nullptr, nullptr));
        if (!authority.certificate || !authority.key ||
            X509_check_private_key(authority.certificate.get(), authority.key.get()) != 1) {
            return problem(ProblemCode::conflict, "The folder has an authority whose key is not with it.",
                           server.folder.string());
        }
        std::array<char, 1024> name{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(authority.certificate.get()), NID_commonName, name.data(),
                                  static_cast<int>(name.size()));
        if (!std::string_view(name.data()).ends_with(" de " + alternative_names(server))) {
            return problem(ProblemCode::conflict,
                           "The folder's authority is for other names; use another folder, and install its authority.",
                           server.folder.string());
        }
        return authority;
    }
    authority.is_new = true;
    authority.key.reset(EVP_EC_gen("P-256"));
    if (!authority.key) {
        return failed("its key");
    }
    MINKA_TRY_ASSIGN(authority.certificate, make_authority(authority.key.get(), server));
    MINKA_TRY(write_file(key_file, pem_of(authority.key.get()), own_mode));
    MINKA_TRY(write_file(certificate_file, pem_of(authority.certificate.get()), open_mode));
    return authority;
}

std::string sheet_of(const LocalServer& server, const LocalCertificate& made) {
    const auto& where = server.names.empty() ? server.addresses.front() : server.names.front();
    return fmt::format(
        "MINKA: CONFIAR EN ESTE SERVIDOR\n\n"
        "Dirección: https://{0}/\nVence: {1}\n\n"
        "Qué se instala: {2}. Es una autoridad que solo puede firmar para {3}; no sirve para hacerse\npasar por otro "
        "sitio.\n\n"
        "Antes de instalar, compare esta huella (SHA-256) con la que muestra el teléfono:\n{4}\n\n"
        "Android: Ajustes > Seguridad > Cifrado y credenciales > Instalar un certificado > Certificado de CA; elija "
        "el\narchivo. iPhone: abra el archivo, Ajustes > Perfil descargado > Instalar; después Ajustes > General > "
        "Información\n> Ajustes de confianza de certificados, y actívelo. Windows: doble clic > Instalar > Equipo "
        "local > Entidades de\ncertificación raíz de confianza. Firefox: Ajustes > Privacidad > Certificados > Ver "
        "> Autoridades > Importar.\n\n"
        "Cuando el servidor deje de usarse, quítela del mismo lugar. La llave de la autoridad (minka-autoridad.key) "
        "no sale\nde la máquina.\n",
        where, made.ends_on.text(), made.authority.filename().string(), alternative_names(server), made.fingerprint);
}

}  // namespace

Result<LocalCertificate> make_local_certificate(const LocalServer& server) {
    MINKA_TRY(check(server));
    std::error_code failure;
    std::filesystem::create_directories(server.folder, failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder could not be made: " + failure.message() + ".",
                       server.folder.string());
    }
    MINKA_TRY_ASSIGN(const auto authority, authority_in(server));
    const Key key(EVP_EC_gen("P-256"));
    if (!key) {
        return failed("its key");
    }
    MINKA_TRY_ASSIGN(const auto certificate,
                     make_server(key.get(), authority.certificate.get(), authority.key.get(), server));
    LocalCertificate made;
    made.authority = server.folder / "minka-autoridad.pem";
    made.certificate = server.folder / "minka-servidor.pem";
    made.key = server.folder / "minka-servidor.key";
    made.sheet = server.folder / "instalar.txt";
    made.fingerprint = fingerprint_of(authority.certificate.get());
    made.ends_on = utc_date(server.now).plus_days(server.days);
    made.made_authority = authority.is_new;
    MINKA_TRY(write_file(made.key, pem_of(key.get()), own_mode));
    MINKA_TRY(write_file(made.certificate, pem_of(certificate.get()) + pem_of(authority.certificate.get()), open_mode));
    MINKA_TRY(write_file(made.sheet, sheet_of(server, made), open_mode));
    return made;
}

}  // namespace minka::web
