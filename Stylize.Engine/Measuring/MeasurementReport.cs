using System.Text.Json;
using Stylize.Engine.IO;

namespace Stylize.Engine.Measuring;

/// <summary>Measured rows with the time and the kind of machine they were taken on; kept as JSON.</summary>
public sealed record MeasurementReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Version of the file's layout.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When the rows were taken.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Architecture, number of processors, runtime and platform; never the name of a machine or a person.</summary>
    public required string Machine { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<MeasurementRow> Rows { get; init; }

    /// <summary>A report of rows taken now on this machine.</summary>
    public static MeasurementReport Of(IReadOnlyList<MeasurementRow> rows) => new()
    {
        Taken = DateTimeOffset.Now,
        Machine = $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        Rows = rows,
    };

    /// <summary>Reads a report.</summary>
    /// <exception cref="StylizeException">The file is missing (ImageMissing) or not a report (ImageUnreadable).</exception>
    public static MeasurementReport Load(string path)
    {
        try
        {
            using var stream = InputFile.Open(path);
            return JsonSerializer.Deserialize<MeasurementReport>(stream, Json)
                ?? throw new JsonException("The file is empty.");
        }
        catch (StylizeException e) when (e.Error == StylizeError.ImageMissing)
        {
            throw new StylizeException(
                StylizeError.ImageMissing, path, $"There is no report at '{path}'.", "Write one with {Save} first.", e);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            var message = $"'{path}' cannot be read as a performance report: {e.Message}";
            throw new StylizeException(StylizeError.ImageUnreadable, path, message, "Give a file that {Save} has written.", e);
        }
    }

    /// <summary>Writes the report as JSON in UTF-8.</summary>
    public void Save(Stream target) => JsonSerializer.Serialize(target, this, Json);

    /// <summary>The files of the report that a user wants, each with its writer.</summary>
    /// <param name="json">The path of the report itself; null for none.</param>
    /// <param name="html">The path of the page; null for none.</param>
    /// <param name="comparisons">Comparisons with a baseline, for the page.</param>
    public IEnumerable<(string Path, Action<Stream> Write)> Files(string? json, string? html, IReadOnlyList<RowComparison> comparisons)
    {
        if (json is not null) yield return (json, Save);

        if (html is not null) yield return (html, stream => HtmlReport.Write(stream, this, comparisons));
    }
}
