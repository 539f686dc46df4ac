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
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class PresetJson : JsonSerializerContext
{
    /// <summary>Options of earlier versions that are constants now, as they were saved.</summary>
    private static readonly (Type Record, string Name, string[] Values)[] Former =
    [
        (typeof(PixelArtOptions), "InitialTemperatureFactor", ["1.1"]),
        (typeof(PixelArtOptions), "SplitDistance", ["0.25"]),
        (typeof(PixelArtOptions), "SplitPerturbation", ["0.125"]),
        (typeof(PixelArtOptions), "MaxIterations", ["1010"]),
        (typeof(PixelArtOptions), "StagnationTolerance", ["1E-06", "0.0001"]),
        (typeof(PixelArtOptions), "StagnationIterations", ["5", "3"]),
        (typeof(DotArtOptions), "SaturateGradient", ["false"]),
        (typeof(BackgroundOptions), "NumClusters", ["3"]),
        (typeof(BackgroundOptions), "ClusterColors", ["true"]),
        (typeof(BackgroundOptions), "SampleEdgePixels", ["true"]),
        (typeof(BackgroundOptions), "EdgeSampleRatio", ["0.1"]),
        (typeof(BackgroundOptions), "Seed", ["42"]),
        (typeof(GaussianImageOptions), "Seed", ["0"]),
    ];

    /// <summary>Created when first used: the generated part of the class must be initialized before.</summary>
    private static JsonSerializerOptions Form => field ??= new(Default.Options)
    {
        TypeInfoResolver =
            JsonTypeInfoResolver.WithAddedModifier(Default, KeepDefaults).WithAddedModifier(AcceptFormer),
    };

    public static JsonTypeInfo TypeInfoFor(Type options) => Form.GetTypeInfo(options);

    /// <summary>
    /// Lets options that a file lacks keep their defaults: the generated code passes init-only properties like
    /// parameters of a constructor, and sets those that are missing to null or zero.
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

    /// <summary>Lets a file contain former options with the values that are constants now, and refuses other
    /// values.</summary>
    private static void AcceptFormer(JsonTypeInfo type)
    {
        foreach (var (_, name, values) in Former.Where(option => option.Record == type.Type))
        {
            var property = JsonMetadataServices.CreatePropertyInfo(type.Options, new JsonPropertyInfoValues<JsonElement>
            {
                DeclaringType = type.Type,
                IsProperty = true,
                IsPublic = true,
                PropertyName = name,
                JsonPropertyName = name,
                Setter = (_, value) =>
                {
                    if (!values.Contains(value.GetRawText())) throw new JsonException();
                },
            });
            type.Properties.Add(property);
        }
    }
}
