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

    /// <summary>Writes the options that a user set.</summary>
    /// <param name="set">Their <see cref="OptionDeclaration.Place"/>.</param>
    public static void Write(Stream target, IOperationOptions options, IReadOnlySet<string> set)
    {
        using var writer = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true });
        WriteSet(writer, JsonSerializer.SerializeToElement(options, Form.GetTypeInfo(options.GetType())), "");

        void WriteSet(Utf8JsonWriter writer, JsonElement record, string group)
        {
            writer.WriteStartObject();
            foreach (var option in record.EnumerateObject())
            {
                var place = group + option.Name;
                if (set.Contains(place))
                {
                    option.WriteTo(writer);
                }
                else if (set.Any(inner => inner.StartsWith(place + ".", StringComparison.Ordinal)))
                {
                    writer.WritePropertyName(option.Name);
                    WriteSet(writer, option.Value, place + ".");
                }
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>Reads options. Those that are null, and former ones that nobody set, keep their defaults.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the file sets an option that does not exist.</exception>
    /// <exception cref="JsonException">The file is not JSON, or a value is invalid.</exception>
    public static IOperationOptions Read(ReadOnlyMemory<byte> bytes, Type optionsType, string path)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Errors.PresetUnreadable.With(path, "it is not a JSON object");
        }

        using var known = new MemoryStream();
        using (var writer = new Utf8JsonWriter(known))
        {
            WriteKnown(writer, document.RootElement, Form.GetTypeInfo(optionsType), path);
        }

        return (IOperationOptions)JsonSerializer.Deserialize(known.ToArray(), Form.GetTypeInfo(optionsType))!;
    }

    private static void WriteKnown(Utf8JsonWriter writer, JsonElement record, JsonTypeInfo type, string path)
    {
        writer.WriteStartObject();
        foreach (var option in record.EnumerateObject().Where(option => option.Value.ValueKind != JsonValueKind.Null))
        {
            var former = OptionSet.ForRecord(type.Type).Former.FirstOrDefault(former => former.Name == option.Name);
            if (former?.IsUnset(option.Value.GetRawText()) == true) continue;

            if (type.Properties.FirstOrDefault(property => property.Name == option.Name)?.PropertyType is not { } known)
            {
                throw former is null
                    ? Errors.PresetUnreadable.With(path, $"unknown option '{option.Name}'")
                    : Errors.PresetFormer.With(path, option.Name, former.Now);
            }

            writer.WritePropertyName(option.Name);
            if (option.Value.ValueKind == JsonValueKind.Object && known.IsAssignableTo(typeof(IOptionRecord)))
            {
                WriteKnown(writer, option.Value, Form.GetTypeInfo(known), path);
            }
            else
            {
                option.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

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
}
