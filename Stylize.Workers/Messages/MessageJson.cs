using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stylize.Workers.Messages;

/// <summary>Messages as JSON in UTF-8; written by generated code, so that nothing is found out by reflection at run time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WorkChunk))]
[JsonSerializable(typeof(BatchRecord))]
[JsonSerializable(typeof(DirectoryRecord))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    public static byte[] Write(WorkChunk chunk) => JsonSerializer.SerializeToUtf8Bytes(chunk, Default.WorkChunk);

    public static byte[] Write(BatchRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.BatchRecord);

    public static byte[] Write(DirectoryRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.DirectoryRecord);
}
