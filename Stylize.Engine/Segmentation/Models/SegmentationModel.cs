using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// A model in an ONNX file that finds objects. Models stay loaded while the process lasts, until their files change or other models are
/// used. Safe for concurrent use.
/// </summary>
internal sealed class SegmentationModel
{
    /// <summary>Maximum bytes of a model.</summary>
    private const long MaxBytes = 2_000_000_000;

    /// <summary>Maximum pixels of an image after it is resized.</summary>
    private const long MaxPixels = 1L << 26;

    private const int MaxLoaded = 2;

    private static readonly Lock Gate = new();
    private static readonly List<(string Key, SegmentationModel Model)> Loaded = [];

    private readonly string _path;
    private readonly OnnxSession _session;
    private readonly ModelInput _input;
    private readonly ModelSettings _settings;

    private SegmentationModel(string path, CancellationToken cancellation)
    {
        _path = path;
        _settings = ModelSettings.Read(path);
        try
        {
            _session = new OnnxSession(InputFile.ReadAll(path, MaxBytes), cancellation);
            _input = ModelInput.FromSession(_session, _settings);
            RequireOutputs();
        }
        catch (Exception failure) when (failure is OnnxFailure or FormatException)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Model", $"Cannot use the model '{StylizeException.Verbatim(path)}': {Reason(failure)}.",
                "Choose a model with one gray image as input, or describe it in a JSON file.", failure);
        }
        catch (StylizeException failure) when (failure.Error != StylizeError.DependencyMissing
            && failure.Error != StylizeError.OptionInvalid)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Model", $"{{Model}}: {StylizeException.Verbatim(failure.Message)}", failure.Advice, failure);
        }
    }

    /// <summary>Returns the model of a file, which is loaded at the first call.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the file is missing, is not a model, or does not fit. DependencyMissing: ONNX Runtime is missing.
    /// </exception>
    public static SegmentationModel FromFile(string path, CancellationToken cancellation)
    {
        if (OperatingSystem.IsBrowser()) throw StylizeException.OnlyInCommand("The method Model");

        var key = Key(path) + "\n" + Key(path + ModelSettings.Extension);
        lock (Gate)
        {
            var model = Loaded.Find(loaded => loaded.Key == key).Model;
            if (model is null)
            {
                model = new SegmentationModel(path, cancellation);

                // Other threads may still use a model that is removed; it is released after its last use.
                Loaded.RemoveRange(0, Math.Max(Loaded.Count - MaxLoaded + 1, 0));
                Loaded.Add((key, model));
            }

            return model;
        }
    }

    /// <summary>Loads the model that options name, so that it fails before any work.</summary>
    /// <inheritdoc cref="FromFile"/>
    public static void Require(SegmentationOptions options, CancellationToken cancellation)
    {
        if (options is { Method: ThresholdMethod.Model, Model: { } path }) FromFile(path, cancellation);
    }

    /// <summary>Returns peak bytes in addition to the image, if it is not resized.</summary>
    public static long EstimateMemory(string path, long pixels)
    {
        var settings = StylizeException.OrDefault(() => ModelSettings.Read(path)) ?? new ModelSettings();
        var tile = Math.Min(pixels, (long)settings.Tile * settings.Tile);
        var weights = File.Exists(path) ? new FileInfo(path).Length : 0;
        var runtime = Math.Min(OnnxRuntime.MaxMemory, (2 * weights) + (tile * ModelMemory.BytesPerPixel));
        return ((20 + Math.Max(FlowLabels.BytesPerPixel, StarPolygons.BytesPerPixel)) * pixels) + runtime;
    }

    /// <summary>Returns the foreground of an image, with one object per label, or without objects for a probability.</summary>
    /// <param name="image">The samples.</param>
    /// <param name="name">Name of the image, for messages.</param>
    /// <param name="scale">Converts samples to the numbers of the file.</param>
    /// <param name="pixelSize">Side of a pixel; null if unknown.</param>
    /// <param name="pooled">Intensities of the well or plate, for percentiles; null to use those of the image.</param>
    /// <exception cref="StylizeException">OperationFailed: the model fails for the image, or its outputs do not fit.</exception>
    public RunTable Find(
        Raster<ushort> image, string name, SampleScale scale, double? pixelSize, IntensityHistogram? pooled,
        CancellationToken cancellation)
    {
        try
        {
            var factor = Factor(pixelSize);
            var (low, high) = Limits(image, scale, pooled);
            using var numbers = NetworkImage.Normalized(image, low, high);
            var (width, height) = Resampler.ScaledSize(image.Width, image.Height, factor);
            if ((long)width * height > MaxPixels) throw new FormatException("the image is too large after it is resized");

            using var resized = NetworkImage.Resized(numbers, factor, width, height, cancellation);
            using var maps = new ModelMaps(_settings, _input.Axes[^1] == 'C', width, height);
            new ModelTiles(_session, _input, _settings).Run(resized ?? numbers, maps.Add, cancellation);
            return maps.Kind == ModelKind.Probability ? Foreground(maps, factor, image.Width, image.Height, cancellation)
                : Objects(maps, factor, width, height, image.Width, image.Height, cancellation);
        }
        catch (Exception failure) when (failure is OnnxFailure or FormatException)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, name,
                $"The model '{StylizeException.Verbatim(_path)}' cannot be used for '{StylizeException.Verbatim(name)}': "
                + $"{Reason(failure)}.",
                "Check that the model fits such images, or describe it in a JSON file.", failure);
        }
    }

    /// <summary>Returns the reason of a failure in one line of limited length.</summary>
    private static string Reason(Exception failure)
    {
        var text = failure.Message.ReplaceLineEndings(" ").Trim();
        return StylizeException.Verbatim(PrintableText.Short(text, 600).TrimEnd('.'));
    }

    private static string Key(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? Invariant($"{path}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}") : path;
    }

    /// <summary>Returns the foreground of a probability, enlarged to the size of the image.</summary>
    private static RunTable Foreground(ModelMaps maps, double factor, int width, int height, CancellationToken cancellation)
    {
        using var enlarged = NetworkImage.Resized(maps.Probability, 1 / factor, width, height, cancellation);
        var probability = enlarged ?? maps.Probability;
        var runs = new RunTable(width, height);
        var threshold = maps.Threshold;
        for (var y = 0; y < height; y++)
        {
            runs.BeginRow();
            var row = probability.Row(y);
            for (var x = 0; x < width; x++)
            {
                if (row[x] > threshold) runs.Add(x, x + 1);
            }
        }

        return runs;
    }

    private static RunTable Objects(
        ModelMaps maps, double factor, int columns, int rows, int width, int height, CancellationToken cancellation)
    {
        using var cells = Raster<int>.Packed(columns, rows);
        cells.Clear();
        maps.Label(cells.Pixels, cancellation);
        return NucleusFinder.Enlarge(cells.Pixels, columns, rows, 1 / factor, width, height, isWhole: true);
    }

    private void RequireOutputs()
    {
        foreach (var name in _settings.Outputs.Where(name => _session.Outputs.All(slot => slot.Name != name)))
        {
            throw new FormatException($"it has no output '{PrintableText.Short(name)}'. Its outputs are "
                + PrintableText.Short(string.Join(", ", _session.Outputs.Select(slot => slot.Name))));
        }
    }

    private double Factor(double? pixelSize) => _settings switch
    {
        { Scale: { } scale } => scale,
        { PixelSize: { } size } => pixelSize is { } known && known / size is >= .05 and <= 20 and var factor ? factor
            : throw new StylizeException(
                StylizeError.OptionInvalid, "PixelSize",
                $"The model '{StylizeException.Verbatim(_path)}' states the pixel size of its images, but that of this image is unknown "
                + "or differs by more than 20 times.",
                "Give the side of a pixel with {PixelSize} in the same unit."),
        _ => 1,
    };

    /// <summary>Returns the samples that become 0 and 1. An image of one value becomes 0.</summary>
    private (double Low, double High) Limits(Raster<ushort> image, SampleScale scale, IntensityHistogram? pooled)
    {
        if (_input.TakesSamples) return (0, 1);
        if (_settings.Range is { } range) return (scale.ToSample(range.Low), scale.ToSample(range.High));

        var histogram = pooled ?? IntensityHistogram.FromImage(image);
        var (low, high) = _settings.Percentiles ?? (1, 99.8);
        var (first, second) = (histogram.Percentile(low), histogram.Percentile(high));
        return (first, second > first ? second : first + 1);
    }
}
