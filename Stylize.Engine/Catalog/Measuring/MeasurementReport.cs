namespace Stylize.Engine.Measuring;

/// <summary>Measured rows with the time and kind of machine, stored as JSON.</summary>
internal sealed record MeasurementReport
{
    /// <summary>Version of the file format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Time of the measurement.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Architecture, number of processors, runtime and platform; never the name of the machine or a
    /// person.</summary>
    public required string Machine { get; init; }

    /// <summary>The measured rows.</summary>
    public required IReadOnlyList<MeasurementRow> Rows { get; init; }

    /// <summary>Creates a report of rows measured now on this machine.</summary>
    public static MeasurementReport FromRows(IReadOnlyList<MeasurementRow> rows) => new()
    {
        Taken = DateTimeOffset.Now,
        Machine = $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        Rows = rows,
    };

    /// <summary>Reads a report.</summary>
    /// <exception cref="StylizeException">The file does not exist (ImageMissing) or is not a report
    /// (ImageUnreadable).</exception>
    public static MeasurementReport Load(string path)
    {
        try
        {
            using var stream = InputFile.Open(path);
            return JsonSerializer.Deserialize(stream, MeasurementJson.Default.MeasurementReport)
                ?? throw new JsonException("The file is empty.");
        }
        catch (StylizeException e) when (e.Error == StylizeError.ImageMissing)
        {
            throw Catalog.Errors.NoReport.From(e, path);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw Catalog.Errors.ReportUnreadable.From(e, path, e.Message);
        }
    }

    /// <summary>Writes the report as JSON in UTF-8.</summary>
    public void Save(Stream target) =>
        JsonSerializer.Serialize(target, this, MeasurementJson.Default.MeasurementReport);
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(MeasurementReport))]
internal sealed partial class MeasurementJson : JsonSerializerContext;
