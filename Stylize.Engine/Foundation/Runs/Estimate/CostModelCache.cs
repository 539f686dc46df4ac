namespace Stylize.Engine.Runs.Estimate;

/// <summary>Stores the cost models of this machine: one small file per operation with its options.</summary>
public sealed partial class CostModelCache
{
    private const int MaxSamples = 64;

    private readonly string? _folder;

    /// <summary>Creates a cache in a folder.</summary>
    /// <param name="folder">Full path; null for the usual folder. Created when first needed.</param>
    public CostModelCache(string? folder = null) => _folder = folder ?? UserCache.Folder("estimates");

    /// <summary>Returns the model of a key; null if it does not exist or is damaged.</summary>
    internal CostModel? Load(string key)
    {
        if (_folder is null) return null;

        try
        {
            var kept = JsonSerializer.Deserialize(InputFile.ReadAll(FileOf(_folder, key)), ContentJson.Default.Content);
            return kept is { Samples: { Length: > 0 and <= MaxSamples } samples, WarmUpSeconds: >= 0 and < 3600 }
                && samples.All(s => s?.IsValid == true)
                ? new CostModel(samples, kept.WarmUpSeconds)
                : null;
        }
        catch (Exception e) when (e is StylizeException or IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores the model of a key. Does nothing if the folder cannot be written.</summary>
    internal void Save(string key, CostModel model)
    {
        if (_folder is null) return;

        try
        {
            var content = new Content([.. model.Samples.OrderByDescending(s => s.Measured).Take(MaxSamples)], model.WarmUpSeconds);
            AtomicFile.Write(
                FileOf(_folder, key), force: true, stream => JsonSerializer.Serialize(stream, content, ContentJson.Default.Content));
        }
        catch (StylizeException)
        {
            // The estimate is valid; the next one measures again.
        }
    }

    private static string FileOf(string folder, string key) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24] + ".json");

    private sealed record Content(CostSample[]? Samples, double WarmUpSeconds);

    [JsonSerializable(typeof(Content))]
    private sealed partial class ContentJson : JsonSerializerContext;
}
