using System.Text.Json.Serialization.Metadata;
using Stylize.Engine.DotArt;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation;
using Stylize.Engine.VectorArt;

namespace Stylize.Engine.Catalog;

[JsonSourceGenerationOptions(
    WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PixelArtOptions))]
[JsonSerializable(typeof(DotArtOptions))]
[JsonSerializable(typeof(GaussianImageOptions))]
[JsonSerializable(typeof(SegmentationOptions))]
[JsonSerializable(typeof(VectorArtOptions))]
internal sealed partial class PresetJson : JsonSerializerContext
{
    /// <summary>Created when first used: the generated part of the class must be initialized before.</summary>
    private static JsonSerializerOptions Form => field ??= new(Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.WithAddedModifier(Default, KeepDefaults),
    };

    public static JsonTypeInfo TypeInfoFor(Type options) => Form.GetTypeInfo(options);

    /// <summary>
    /// Lets options that a file lacks keep their defaults: the generated code passes init-only properties like parameters of a
    /// constructor, and sets those that are missing to null or zero.
    /// </summary>
    private static void KeepDefaults(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(IOptionRecord))) return;

        var set = OptionSet.ForRecord(type.Type);
        type.CreateObject = set.New;
        foreach (var property in type.Properties)
        {
            if (set.Setter(property.Name) is { } setter)
            {
                property.Set = setter;
            }
        }
    }
}
