using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// One type that uses another. Both are full names of top-level types. Uses of a nested type count for the type that
/// contains it.
/// </summary>
internal readonly record struct Dependency(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}

/// <summary>
/// Reads the dependencies between the types of a compiled assembly: base types, interfaces, constraints, attributes,
/// signatures, local variables, catch clauses and every type, field and method that the code names. Constants leave no
/// trace, because the compiler copies their values. System.Reflection.Metadata does not read the operands of
/// instructions, so this type does.
/// </summary>
internal sealed class CompiledDependencies
{
    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly PEReader _image;
    private readonly TypeCollector _collector;
    private readonly HashSet<Dependency> _dependencies = [];
    private string _user = "";

    private CompiledDependencies(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _collector = new TypeCollector(Use);
    }

    /// <summary>Returns what the types of the assembly use of each other, and of the other assemblies of
    /// Stylize.</summary>
    /// <param name="path">Full path of the assembly.</param>
    public static IReadOnlyCollection<Dependency> Of(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var dependencies = new CompiledDependencies(image);
        dependencies.Read();
        return dependencies._dependencies;
    }

    private void Read()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            _user = Outermost(handle);
            var type = _metadata.GetTypeDefinition(handle);
            Use(type.BaseType);
            foreach (var implementation in type.GetInterfaceImplementations())
            {
                Use(_metadata.GetInterfaceImplementation(implementation).Interface);
            }

            ReadConstraints(type.GetGenericParameters());
            ReadAttributes(type.GetCustomAttributes());
            foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
            {
                field.DecodeSignature(_collector, null);
                ReadAttributes(field.GetCustomAttributes());
            }

            foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
            {
                ReadAttributes(property.GetCustomAttributes());
            }

            foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
            {
                ReadMethod(method);
            }
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_collector, null);
        ReadConstraints(method.GetGenericParameters());
        ReadAttributes(method.GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0) return;

        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_collector, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Use(region.CatchType);
        }

        foreach (var token in Tokens(body.GetILReader()))
        {
            Use(MetadataTokens.EntityHandle(token));
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints()))
        {
            Use(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Use(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    /// <summary>Records the target of a metadata token.</summary>
    private void Use(EntityHandle handle)
    {
        if (handle.IsNil) return;

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Use(Outermost((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                Use(Outermost((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_collector, null);
                break;
            case HandleKind.MethodDefinition:
                Use(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Use(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Use(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(_collector, null);
                Use(method.Method);
                break;
        }
    }

    private void Use(string type)
    {
        if (type != _user && type.StartsWith("Stylize.", StringComparison.Ordinal))
        {
            _dependencies.Add(new Dependency(_user, type));
        }
    }

    private string Outermost(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Outermost((TypeReferenceHandle)type.ResolutionScope)
            : $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    private string Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (type.IsNested)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    /// <summary>Returns the tokens of types, fields and methods in instructions.</summary>
    public static IEnumerable<int> Tokens(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            ushort opcode = code.ReadByte();
            var operand = Operands[opcode == 0xFE ? (ushort)(0xFE00 | code.ReadByte()) : opcode];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType
                or OperandType.InlineTok)
            {
                yield return code.ReadInt32();
                continue;
            }

            var size = operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 * code.ReadInt32(),
                _ => 4,
            };
            code.Offset += size;
        }
    }

    /// <summary>Passes every type of a signature to <paramref name="use"/>. The decoded values have no
    /// meaning.</summary>
    private sealed class TypeCollector(Action<EntityHandle> use) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            use(handle);
            return true;
        }

        public bool GetTypeFromSpecification(
            MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            use(handle);
            return true;
        }

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
}
