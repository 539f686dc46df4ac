using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>Hands every type that occurs in a signature to <paramref name="use"/>; the decoded values themselves mean nothing.</summary>
internal sealed class TypeCollector(Action<EntityHandle> use) : ISignatureTypeProvider<bool, object?>
{
    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        use(handle);
        return true;
    }

    public bool GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => true;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

    public bool GetArrayType(bool elementType, ArrayShape shape) => true;

    public bool GetSZArrayType(bool elementType) => true;

    public bool GetByReferenceType(bool elementType) => true;

    public bool GetPointerType(bool elementType) => true;

    public bool GetPinnedType(bool elementType) => true;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

    public bool GetGenericMethodParameter(object? context, int index) => true;

    public bool GetGenericTypeParameter(object? context, int index) => true;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;
}
