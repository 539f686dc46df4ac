using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// Options are what the user gave. What a run decides from them is in a plan, so that a line of code sees one record. Only a definition
/// copies options, for presets, previews and tuning. Every <c>with</c> compiles to a call of the record's method for copies.
/// </summary>
public sealed class PlanTests
{
    /// <summary>Ends of the names of the types that may copy options.</summary>
    private static readonly string[] MayCopy = ["Definition", "Presets"];

    /// <summary>Types of segmentation that copy options for other reasons: the folder and the replacement of targets, a comparison with the
    /// defaults, and the full path of a label mask.</summary>
    private static readonly string[] CopyOnce = ["PlateRun", "RegionFiles", "SegmentationOptions"];

    [Theory]
    [InlineData("DotArt")]
    [InlineData("PixelArt")]
    [InlineData("VectorArt")]
    [InlineData("Gaussians")]
    [InlineData("Segmentation")]
    public void An_engine_does_not_work_with_copies_of_options(string engine)
    {
        var copies = Copies($"Stylize.Engine.{engine}").Where(user => !MayCopy.Any(end => user.EndsWith(end, StringComparison.Ordinal)));
        Assert.Equal(engine == "Segmentation" ? CopyOnce : [], copies);
    }

    /// <summary>Returns the top-level types whose code copies a record of options.</summary>
    private static IReadOnlyCollection<string> Copies(string library)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, library + ".dll")));
        var metadata = image.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;

            var tokens = CompiledDependencies.Tokens(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader());
            if (tokens.Any(token => IsCopy(metadata, MetadataTokens.EntityHandle(token))))
            {
                found.Add(Outermost(metadata, method.GetDeclaringType()));
            }
        }

        return found;
    }

    private static bool IsCopy(MetadataReader metadata, EntityHandle called)
    {
        var (name, type) = called.Kind switch
        {
            HandleKind.MethodDefinition when metadata.GetMethodDefinition((MethodDefinitionHandle)called) is var method =>
                (method.Name, method.GetDeclaringType()),
            HandleKind.MemberReference when metadata.GetMemberReference((MemberReferenceHandle)called) is var member =>
                (member.Name, member.Parent),
            _ => default((StringHandle Name, EntityHandle Type)),
        };
        return !name.IsNil && metadata.GetString(name) == "<Clone>$" && IsOptions(metadata, type);
    }

    private static bool IsOptions(MetadataReader metadata, EntityHandle handle)
    {
        var name = handle.Kind switch
        {
            HandleKind.TypeDefinition when metadata.GetTypeDefinition((TypeDefinitionHandle)handle) is var type =>
                $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}",
            HandleKind.TypeReference when metadata.GetTypeReference((TypeReferenceHandle)handle) is var type =>
                $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}",
            _ => "",
        };
        return name.Length > 0
            && Libraries.Any(library => library.GetType(name) is { } type && typeof(IOptionRecord).IsAssignableFrom(type));
    }

    private static readonly System.Reflection.Assembly[] Libraries =
    [
        .. new[] { "Foundation", "Drawings", "DotArt", "PixelArt", "VectorArt", "Gaussians", "Segmentation" }
            .Select(name => System.Reflection.Assembly.Load($"Stylize.Engine.{name}")),
    ];

    private static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.IsNested ? Outermost(metadata, type.GetDeclaringType()) : metadata.GetString(type.Name);
    }
}
