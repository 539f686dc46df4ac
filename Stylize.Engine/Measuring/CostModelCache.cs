using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stylize.Engine.Batch;
using Stylize.Engine.IO;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>Keeps cost models of this machine between runs, one small file for each operation and options.</summary>
public sealed class CostModelCache
{
    private readonly string _folder;

    /// <param name="folder">Full path of the folder; default the user's local application data.</param>
    public CostModelCache(string? folder = null) => _folder = folder ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Stylize", "estimates");

    /// <summary>The model kept under a key, or null where there is none that can be read.</summary>
    public CostModel? Load(string key)
    {
        try
        {
            var path = FileOf(key);
            return File.Exists(path) ? JsonSerializer.Deserialize<CostModel>(File.ReadAllBytes(path), Json) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a model. A folder that cannot be written only costs the next calibration.</summary>
    public void Save(string key, CostModel model)
    {
        try
        {
            AtomicFile.Write(FileOf(key), force: true, stream => JsonSerializer.Serialize(stream, model, Json));
        }
        catch (StylizeException)
        {
            // The estimate is good without it.
        }
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private string FileOf(string key) => Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24] + ".json");
}
