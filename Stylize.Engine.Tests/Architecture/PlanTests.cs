using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// Options are what the user gave. What a run decides from them is in a plan, so that a line of code sees one record.
/// Only a definition copies options, for presets, previews and tuning. Every <c>with</c> compiles to a call of the
/// record's method for copies.
/// </summary>
public sealed class PlanTests
{
    /// <summary>Ends of the names of the types that may copy options.</summary>
    private static readonly string[] MayCopy = ["Definition", "Presets"];

    /// <summary>Types of segmentation that copy options for other reasons: the folder and the replacement of targets, a
    /// comparison with the defaults, and the full path of a label mask.</summary>
    private static readonly string[] CopyOnce = ["PlateRun", "RegionFiles", "SegmentationOptions"];

    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    public static TheoryData<string> Engines => ["DotArt", "PixelArt", "VectorArt", "Gaussians", "Segmentation"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void An_engine_does_not_work_with_copies_of_options(string engine)
    {
        var copies = Copies($"Stylize.Engine.{engine}")
            .Where(user => !MayCopy.Any(end => user.EndsWith(end, StringComparison.Ordinal)));
        Assert.Equal(engine == "Segmentation" ? CopyOnce : engine == "PixelArt" ? ["SizeSearch"] : [], copies);
    }

    /// <summary>Returns the names of the top-level types of a namespace whose code copies a record of
    /// options.</summary>
    private static IReadOnlyCollection<string> Copies(string space)
    {
        using var image = new PEReader(File.OpenRead(typeof(OperationCatalog).Assembly.Location));
        var metadata = image.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            var user = FullName(metadata, method.GetDeclaringType());
            if (method.RelativeVirtualAddress == 0 || !user.StartsWith(space + ".", StringComparison.Ordinal)) continue;

            var tokens = Tokens(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader());
            if (tokens.Any(token => IsCopy(metadata, MetadataTokens.EntityHandle(token))))
            {
                found.Add(user.Split('.')[^1]);
            }
        }

        return found;
    }

    /// <summary>Returns the tokens of types, fields and methods in instructions.</summary>
    private static IEnumerable<int> Tokens(BlobReader code)
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

    private static bool IsCopy(MetadataReader metadata, EntityHandle called) =>
        called.Kind == HandleKind.MethodDefinition
        && metadata.GetMethodDefinition((MethodDefinitionHandle)called) is var method
        && metadata.GetString(method.Name) == "<Clone>$"
        && typeof(OperationCatalog).Assembly.GetType(FullName(metadata, method.GetDeclaringType())) is { } type
        && typeof(IOptionRecord).IsAssignableFrom(type);

    /// <summary>Returns the name of a type; that of the outermost type for nested types.</summary>
    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.IsNested
            ? FullName(metadata, type.GetDeclaringType())
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
