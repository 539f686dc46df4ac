using System.CommandLine;
using Stylize.Engine;
using Stylize.Engine.Segmentation;

namespace Stylize.Cli.Commands;

/// <summary>The options that `segment` and `regions` share: how pixels become regions.</summary>
internal sealed class SegmentationArguments
{
    private readonly Option<string> _preset;
    private readonly Option<string> _method;
    private readonly Option<double?> _threshold;
    private readonly Option<double?> _standardDeviations;
    private readonly Option<int?> _blockSize;
    private readonly Option<double?> _localOffset;
    private readonly Option<int?> _windowSize;
    private readonly Option<double?> _sauvolaWeight;
    private readonly Option<string> _background;
    private readonly Option<int?> _connectivity;
    private readonly Option<bool> _split;
    private readonly Option<double?> _splitDepth;
    private readonly Option<long?> _minimumArea;
    private readonly Option<long?> _maximumArea;
    private readonly Option<double?> _proximityRadius;
    private readonly Option<bool> _dropBorder;
    private readonly Option<double?> _pixelSize;
    private readonly Option<string[]> _property;

    public SegmentationArguments(Command command)
    {
        _preset = Add<string>("--preset", "name", $"{string.Join(" or ", SegmentationOptions.Presets.Keys)}: values to start from.");
        _method = Add<string>("--method", "name", $"Threshold: {string.Join(", ", Enum.GetNames<ThresholdMethod>())}; default SdFromMean.");
        _threshold = Add<double?>("--threshold", "value", "The threshold of the Manual method, 0 to 65535.");
        _standardDeviations = Add<double?>("--standard-deviations", "k", "k of SdFromMean; default 3.5.");
        _blockSize = Add<int?>("--block-size", "pixels", "Side of the neighbourhood of Local, odd; default 3.");
        _localOffset = Add<double?>("--local-offset", "value", "What Local subtracts from the mean; default 0.");
        _windowSize = Add<int?>("--window-size", "pixels", "Side of the window of Sauvola, odd; default 15.");
        _sauvolaWeight = Add<double?>("--sauvola-weight", "k", "k of Sauvola; default 0.2.");
        _background = Add<string>("--background", "name", $"Correction: {string.Join(", ", Enum.GetNames<BackgroundCorrection>())}; default None.");
        _connectivity = Add<int?>("--connectivity", "n", "8 or 4; default 8.");
        _split = Add<bool>("--split", null, "Split objects that touch.");
        _splitDepth = Add<double?>("--split-depth", "pixels", "How much narrower an object is at its neck to be split there; default 1.5.");
        _minimumArea = Add<long?>("--minimum-area", "pixels", "Regions are larger than this; default 50.");
        _maximumArea = Add<long?>("--maximum-area", "pixels", "Regions are smaller than this; default 36000.");
        _proximityRadius = Add<double?>("--proximity-radius", "pixels", "Drop regions whose centroids are closer than this; default 0, none.");
        _dropBorder = Add<bool>("--drop-border", null, "Drop regions that touch the border.");
        _pixelSize = Add<double?>("--pixel-size", "unit", "Side of a pixel; lengths and areas follow. Default 1.");
        _property = Add<string[]>("--property", "name", "What to measure, between commas or repeated: Area, Perimeter, Standard, All, ...; default Standard.");

        Option<T> Add<T>(string name, string? value, string description)
        {
            var option = new Option<T>(name) { HelpName = value, Description = description };
            command.Options.Add(option);
            return option;
        }
    }

    /// <summary>The options that were typed, not validated.</summary>
    public SegmentationOptions Read(ParseResult values)
    {
        var options = values.GetValue(_preset) is { } preset
            ? SegmentationOptions.Presets.TryGetValue(preset, out var named) ? named : throw StylizeException.Option("Preset", preset, string.Join(" or ", SegmentationOptions.Presets.Keys))
            : new SegmentationOptions();
        return options with
        {
            Method = Named(values.GetValue(_method), "Method", options.Method),
            Threshold = values.GetValue(_threshold),
            StandardDeviations = values.GetValue(_standardDeviations) ?? options.StandardDeviations,
            BlockSize = values.GetValue(_blockSize) ?? options.BlockSize,
            LocalOffset = values.GetValue(_localOffset) ?? options.LocalOffset,
            WindowSize = values.GetValue(_windowSize) ?? options.WindowSize,
            SauvolaWeight = values.GetValue(_sauvolaWeight) ?? options.SauvolaWeight,
            Background = Named(values.GetValue(_background), "Background", options.Background),
            Connectivity = values.GetValue(_connectivity) ?? options.Connectivity,
            Split = values.GetValue(_split) || options.Split,
            SplitDepth = values.GetValue(_splitDepth) ?? options.SplitDepth,
            MinimumArea = values.GetValue(_minimumArea) ?? options.MinimumArea,
            MaximumArea = values.GetValue(_maximumArea) ?? options.MaximumArea,
            ProximityRadius = values.GetValue(_proximityRadius) ?? options.ProximityRadius,
            DropBorder = values.GetValue(_dropBorder),
            PixelSize = values.GetValue(_pixelSize) ?? options.PixelSize,
            Properties = values.GetValue(_property) is { Length: > 0 } names
                ? Split(names).Aggregate(RegionProperties.None, (all, name) => all | Named(name, "Property", RegionProperties.None))
                : options.Properties,
        };
    }

    /// <summary>Values that were repeated or stand between commas.</summary>
    public static string[] Split(string[]? values) =>
        [.. (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The value of an enum by name, without regard to case.</summary>
    public static T Named<T>(string? name, string parameter, T absent)
        where T : struct, Enum =>
        name is null ? absent
        : Enum.GetNames<T>().FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found)
        : throw StylizeException.Option(parameter, name, $"one of {string.Join(", ", Enum.GetNames<T>())}");
}
