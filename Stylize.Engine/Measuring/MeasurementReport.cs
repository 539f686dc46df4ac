using System.Runtime.InteropServices;
using System.Text.Json;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>Measured rows with when and where they were taken; kept as JSON.</summary>
public sealed record MeasurementReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Version of the file's layout.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When the rows were taken.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Processor architecture, processors and runtime; no name of a machine or person.</summary>
    public required string Machine { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<MeasurementRow> Rows { get; init; }

    /// <summary>A report of rows taken now on this machine.</summary>
    public static MeasurementReport Of(IReadOnlyList<MeasurementRow> rows) => new()
    {
        Taken = DateTimeOffset.Now,
        Machine = $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        Rows = rows,
    };

    /// <summary>Reads a report.</summary>
    /// <exception cref="StylizeException">The file is missing or no report.</exception>
    public static MeasurementReport Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<MeasurementReport>(stream, Json)
                ?? throw new JsonException("The file is empty.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StylizeException(StylizeError.ImageMissing, path, $"There is no report at '{path}'.", "Make one with -Save first.", e);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StylizeException(StylizeError.ImageUnreadable, path, $"'{path}' cannot be read as a performance report: {e.Message}", "Give a file that -Save has written.", e);
        }
    }

    /// <summary>Writes the report as JSON.</summary>
    public void Save(Stream target) => JsonSerializer.Serialize(target, this, Json);
}
