using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Stylize.Studio.Http;

/// <summary>The form of JSON in requests and answers: names in camelCase, keys of dictionaries unchanged.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Default,
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Form);

    /// <exception cref="Refusal">The bytes are not such an object.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Form) ?? throw Refusal.Malformed("it is empty");
        }
        catch (JsonException failure)
        {
            throw Refusal.Malformed($"its JSON is wrong at {failure.Path ?? "$"}, line {(failure.LineNumber ?? 0) + 1}");
        }
    }
}
