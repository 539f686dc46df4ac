using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stylize.Engine.IO;

namespace Stylize.Engine.Measuring;

/// <summary>Keeps the cost models of this machine between runs: one small file for each operation with its options.</summary>
public sealed class CostModelCache
{
    private readonly string _folder;

    /// <summary>A cache in a folder.</summary>
    /// <param name="folder">Full path; default a folder in the user's local application data. Made when first needed.</param>
    public CostModelCache(string? folder = null) => _folder = folder ?? DefaultFolder();

    /// <summary>The model kept under a key; null where there is none, or none that can be read.</summary>
    public CostModel? Load(string key)
    {
        try
        {
            var path = FileOf(key);
            return InputFile.IsMissing(path) ? null : JsonSerializer.Deserialize<CostModel>(InputFile.ReadAll(path), Json);
        }
        catch (Exception e) when (e is StylizeException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a model under a key. Where the folder cannot be written, nothing is kept and nothing is thrown.</summary>
    public void Save(string key, CostModel model)
    {
        try
        {
            AtomicFile.Write(FileOf(key), force: true, stream => JsonSerializer.Serialize(stream, model, Json));
        }
        catch (StylizeException)
        {
            // The estimate itself is valid; the next one has to calibrate again.
        }
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static string DefaultFolder()
    {
        var data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(data, "Stylize", "estimates");
    }

    private string FileOf(string key) =>
        Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24] + ".json");
}
