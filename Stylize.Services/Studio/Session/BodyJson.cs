using System.Text.Json.Serialization;

namespace Stylize.Studio.Session;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16, AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LinesBody))]
[JsonSerializable(typeof(StateRequest))]
[JsonSerializable(typeof(PresetBody))]
[JsonSerializable(typeof(SaveBody))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(EmptyBody))]
[JsonSerializable(typeof(OriginalBody))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(VariantsBody))]
internal sealed partial class BodyJson : JsonSerializerContext;
