namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// What a file next to the model, MODEL.onnx.json, states about it. Each field that is null is found from the model, or has a default.
/// </summary>
internal sealed record ModelSettings
{
    /// <summary>End of the name of the file, after that of the model.</summary>
    public const string Extension = ".json";

    /// <summary>Names of the fields, which messages list.</summary>
    private static readonly Dictionary<string, Func<ModelSettings, JsonProperty, ModelSettings>> Fields = new(StringComparer.Ordinal)
    {
        ["kind"] = (settings, field) => settings with { Kind = KindOf(field) },
        ["axes"] = (settings, field) => settings with { Axes = AxesOf(field) },
        ["outputs"] = (settings, field) => settings with { Outputs = Names(field) },
        ["percentiles"] = (settings, field) => settings with { Percentiles = Pair(field, 0, 100) },
        ["range"] = (settings, field) => settings with { Range = Pair(field, double.MinValue, double.MaxValue) },
        ["scale"] = (settings, field) => settings with { Scale = Number(field, .05, 20) },
        ["pixelSize"] = (settings, field) => settings with { PixelSize = Number(field, 1e-9, 1e9) },
        ["tile"] = (settings, field) => settings with { Tile = Whole(field, 64, 8192) },
        ["overlap"] = (settings, field) => settings with { Overlap = Whole(field, 0, 2048) },
        ["multiple"] = (settings, field) => settings with { Multiple = Whole(field, 1, 256) },
        ["threshold"] = (settings, field) => settings with { Threshold = Number(field, -1000, 1000) },
        ["overlapThreshold"] = (settings, field) => settings with { OverlapThreshold = Number(field, 0, 1) },
        ["channel"] = (settings, field) => settings with { Channel = Whole(field, 0, 1023) },
        ["logits"] = (settings, field) => settings with { Logits = Switch(field) },
        ["flowScale"] = (settings, field) => settings with { FlowScale = Number(field, 1e-6, 1e6) },
        ["steps"] = (settings, field) => settings with { Steps = Whole(field, 1, 10_000) },
    };

    /// <summary>What the outputs mean; null to recognize it from their number and shapes.</summary>
    public ModelKind? Kind { get; init; }

    /// <summary>Order of the sides of the input: N (1), C, H and W.</summary>
    public string? Axes { get; init; }

    /// <summary>Names of the outputs: probability and distances, or one output.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Percentiles of the image that become 0 and 1.</summary>
    public (double Low, double High)? Percentiles { get; init; }

    /// <summary>Pixel values that become 0 and 1, instead of percentiles.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Factor by which images are resized for the model.</summary>
    public double? Scale { get; init; }

    /// <summary>Pixel size of the training images, in the unit of the option PixelSize.</summary>
    public double? PixelSize { get; init; }

    /// <summary>Side of a tile in pixels of the model, with its overlap.</summary>
    public int Tile { get; init; } = 1024;

    /// <summary>Pixels at each side of a tile whose results are not used.</summary>
    public int Overlap { get; init; } = 96;

    /// <summary>Sides of the input are multiples of this number.</summary>
    public int Multiple { get; init; } = 32;

    /// <summary>Probability, or logit with <see cref="Logits"/> and flows, that a pixel of an object exceeds.</summary>
    public double? Threshold { get; init; }

    /// <summary>Share of the smaller polygon above which the one with the lower probability is dropped.</summary>
    public double OverlapThreshold { get; init; } = .4;

    /// <summary>Channel of the foreground in a map of several channels.</summary>
    public int? Channel { get; init; }

    /// <summary>True if a probability map contains logits.</summary>
    public bool Logits { get; init; }

    /// <summary>Length of the flows that moves a point by one pixel per step.</summary>
    public double FlowScale { get; init; } = 5;

    /// <summary>Number of steps along flows.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>Returns the settings of a model; those without a file are the defaults.</summary>
    /// <param name="model">Full path of the model.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the file cannot be read, or has a field that is unknown or out of range.
    /// </exception>
    public static ModelSettings Read(string model)
    {
        var path = model + Extension;
        if (!File.Exists(path)) return new();

        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadAll(path), new JsonDocumentOptions
            {
                MaxDepth = 4, AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
            });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("it is not an object in braces");

            var settings = document.RootElement.EnumerateObject().Aggregate(new ModelSettings(), With);
            settings.Require();
            return settings;
        }
        catch (Exception failure) when (failure is JsonException or FormatException or StylizeException)
        {
            var reason = failure is JsonException ? "it is not valid JSON" : failure.Message.TrimEnd('.');
            throw new StylizeException(
                StylizeError.OptionInvalid, "Model",
                $"Cannot use '{StylizeException.Verbatim(path)}': {StylizeException.Verbatim(reason)}.",
                "Correct the file, or remove it.", failure);
        }
    }

    private static ModelSettings With(ModelSettings settings, JsonProperty field) =>
        Fields.TryGetValue(field.Name, out var read) ? read(settings, field) : throw new FormatException(
            $"the field '{PrintableText.Short(field.Name)}' is unknown. Known: {string.Join(", ", Fields.Keys)}");

    private void Require()
    {
        if (Percentiles is not null && Range is not null) throw new FormatException("it has both percentiles and range");
        if (Scale is not null && PixelSize is not null) throw new FormatException("it has both scale and pixelSize");
        if (2 * Overlap >= Tile - Multiple) throw new FormatException("tile must be larger than twice the overlap plus the multiple");
    }

    private static ModelKind KindOf(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String
        && Enum.GetValues<ModelKind>().Where(kind => OptionWords.SameName(kind.ToString(), field.Value.GetString()!)).ToList() is [var one]
            ? one
            : throw Refuse(field, "stardist, flows, probability or labels");

    private static string AxesOf(JsonProperty field)
    {
        var axes = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()!.ToUpperInvariant() : "";
        return axes.Contains('H') && axes.Contains('W') && axes.All(axis => axis is 'N' or 'C' or 'H' or 'W')
            && axes.Distinct().Count() == axes.Length
                ? axes
                : throw Refuse(field, "the letters N, C, H and W in the order of the input, such as NCHW");
    }

    private static IReadOnlyList<string> Names(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() is 1 or 2
        && field.Value.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? [.. field.Value.EnumerateArray().Select(name => name.GetString()!)]
            : throw Refuse(field, "a list of one or two names of outputs");

    private static (double Low, double High) Pair(JsonProperty field, double min, double max)
    {
        if (field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() == 2
            && Number(field.Value[0]) is { } low && Number(field.Value[1]) is { } high && low >= min && low < high && high <= max)
        {
            return (low, high);
        }

        throw Refuse(
            field, min == 0 ? "a low and a higher percentile, such as [1, 99.8]" : "a low and a higher number, such as [0, 65535]");
    }

    private static double Number(JsonProperty field, double min, double max) =>
        Number(field.Value) is { } number && number >= min && number <= max ? number
            : throw Refuse(field, Invariant($"a number from {min} to {max}"));

    private static int Whole(JsonProperty field, int min, int max) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var number) && number >= min && number <= max ? number
            : throw Refuse(field, Invariant($"a whole number from {min} to {max}"));

    private static bool Switch(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refuse(field, "true or false"),
    };

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static FormatException Refuse(JsonProperty field, string allowed) => new($"'{field.Name}' must be {allowed}");
}

/// <summary>What the outputs of a model mean.</summary>
internal enum ModelKind
{
    /// <summary>Star-convex polygons (Schmidt et al. 2018): a probability, and distances to the border along rays.</summary>
    StarDist,

    /// <summary>Flows to the centers of objects, vertical and horizontal, and the logit of the foreground (Stringer et al. 2021).</summary>
    Flows,

    /// <summary>The probability that a pixel belongs to an object.</summary>
    Probability,

    /// <summary>The number of the object of each pixel, 0 for the background.</summary>
    Labels,
}

/// <summary>The files of a model: the ONNX file, and the JSON file that describes it.</summary>
public static class ModelFiles
{
    /// <summary>Returns the SHA-256 of the files of a model, first that of the model; none for an option that is not a model.</summary>
    /// <param name="path">Full path of the model. Missing files have none.</param>
    public static IEnumerable<string> Sums(OptionDeclaration option, string path) =>
        option.Name != nameof(SegmentationOptions.Model) ? []
            : new[] { path, path + ModelSettings.Extension }.Where(File.Exists).Select(file => SourceHash.Compute(ImageSource.File(file)));
}
