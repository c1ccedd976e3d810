#include "base/problem.h"

#include <array>
#include <cstddef>

namespace minka {

namespace {

using enum ProblemCode;

constexpr std::array catalogue{
    ProblemKind{invalid_input, "invalid_input", 400, "Dato no válido", "Invalid value"},
    ProblemKind{not_found, "not_found", 404, "No existe", "Not found"},
    ProblemKind{conflict, "conflict", 409, "Conflicto con otro registro", "Conflict with another record"},
    ProblemKind{forbidden, "forbidden", 403, "No permitido", "Not allowed"},
    ProblemKind{storage_failed, "storage_failed", 503, "No se pudo guardar", "Could not be stored"},
    ProblemKind{malformed_file, "malformed_file", 400, "Archivo ilegible", "Unreadable file"},
    ProblemKind{too_large, "too_large", 413, "Demasiado grande", "Too large"},
    ProblemKind{not_ready, "not_ready", 409, "Falta un requisito", "A requirement is missing"},
    ProblemKind{integrity_broken, "integrity_broken", 500, "Integridad rota", "Integrity broken"},
    ProblemKind{newer_version, "newer_version", 409, "Versión más nueva", "Newer version"},
    ProblemKind{busy, "busy", 503, "En uso por otro proceso", "In use by another process"},
    ProblemKind{withheld, "withheld", 403, "Cifra reservada", "Figure withheld"},
    ProblemKind{cancelled, "cancelled", 409, "Interrumpido", "Cancelled"},
    ProblemKind{io_failed, "io_failed", 500, "Error de archivo", "File error"},
    ProblemKind{unauthenticated, "unauthenticated", 401, "Hay que iniciar sesión", "Sign in first"},
    ProblemKind{too_many_attempts, "too_many_attempts", 429, "Demasiados intentos", "Too many attempts"},
};

}  // namespace

std::span<const ProblemKind> problem_catalogue() { return catalogue; }

std::string_view to_string(ProblemCode code) {
    for (const auto& kind : catalogue) {
        if (kind.code == code) {
            return kind.name;
        }
    }
    return "unknown";
}

std::string to_sentence(const Problem& problem) {
    return problem.field.empty() ? problem.message : problem.message + " (" + problem.field + ")";
}

}  // namespace minka
