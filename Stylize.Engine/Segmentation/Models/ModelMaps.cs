namespace Stylize.Engine.Segmentation.Models;

/// <summary>Collects the outputs of the tiles of an image, and assembles them into objects.</summary>
/// <param name="width">Width of the image that the model sees.</param>
/// <param name="height">Height of the image that the model sees.</param>
internal sealed class ModelMaps(ModelSettings settings, bool isChannelLast, int width, int height) : IDisposable
{
    private const int MinRays = 3;
    private const int MaxRays = 256;
    private const double ProbabilityTolerance = 1e-3;

    private readonly List<Raster<float>> _maps = [];
    private StarPolygons? _polygons;
    private JoinedLabels? _labels;

    /// <summary>What the outputs mean, recognized with the first tile.</summary>
    public ModelKind? Kind { get; private set; } = settings.Kind;

    /// <summary>The probability of each pixel, or its logit; packed.</summary>
    public Raster<float> Probability => _maps[0];

    /// <summary>Value that the foreground exceeds.</summary>
    /// <exception cref="FormatException">A probability outside 0 to 1 is stated.</exception>
    public double Threshold => (Kind, settings) switch
    {
        (ModelKind.Flows, _) => settings.Threshold ?? 0,
        (_, { Threshold: < 0 or > 1 }) => throw new FormatException("'threshold' must be a probability from 0 to 1"),
        (ModelKind.Probability, { Logits: true }) => Math.Log((settings.Threshold ?? .5) / (1 - (settings.Threshold ?? .5))),
        _ => settings.Threshold ?? .5,
    };

    /// <summary>Adds the outputs of a tile.</summary>
    /// <exception cref="FormatException">They do not fit; the message is the reason.</exception>
    public void Add(ModelTile tile, IReadOnlyList<Tensor> outputs)
    {
        OutputMap[] maps = [.. outputs
            .Select(output => OutputMap.FromTensor(output, tile.Rows.Length, tile.Columns.Length, isChannelLast)).OfType<OutputMap>()];
        var shapes = string.Join(", ", outputs.Select(output => $"{output.Name} {ModelInput.Shown(output.Shape)}"));
        if (settings.Outputs.Count > 0 && maps.Length < settings.Outputs.Count) throw Misfit(tile, shapes);

        Kind ??= Recognize(maps) ?? throw Misfit(tile, shapes);
        switch (Kind, maps)
        {
            case (ModelKind.StarDist, _) when Stars(maps) is var (probability, distances, skipped):
                AddPolygons(tile, probability, distances, skipped);
                break;
            case (ModelKind.Flows, [{ Channels: >= 3 } map]):
                AddMaps(tile, map, 0, 1, 2);
                break;
            case (ModelKind.Probability, [var map]) when (settings.Channel ?? Math.Min(map.Channels - 1, 1)) is var channel
                && channel < map.Channels:
                AddMaps(tile, map, channel);
                break;
            case (ModelKind.Labels, [{ IsWhole: true, Channels: 1 } map]):
                (_labels ??= new JoinedLabels(width, height)).Add(tile, map);
                break;
            default:
                throw Misfit(tile, shapes);
        }
    }

    /// <summary>Assembles the objects of any kind but a probability.</summary>
    /// <param name="labels">Receives the labels; 0 is the background.</param>
    public void Label(Span<int> labels, CancellationToken cancellation)
    {
        if (_labels is not null)
        {
            _labels.CopyTo(labels);
        }
        else if (_polygons is not null)
        {
            _polygons.Label(settings.OverlapThreshold, labels, width, height, cancellation);
        }
        else
        {
            foreach (var flows in _maps.Take(2))
            {
                TensorPrimitives.Divide(flows.Pixels, (float)settings.FlowScale, flows.Pixels);
            }

            FlowLabels.Label(_maps[0], _maps[1], _maps[2], Threshold, settings.Steps, labels, cancellation);
        }
    }

    public void Dispose()
    {
        _maps.ForEach(map => map.Dispose());
        _labels?.Dispose();
    }

    /// <summary>Returns the kind of outputs; null if it is not clear.</summary>
    private static ModelKind? Recognize(OutputMap[] maps) => maps switch
    {
        [{ IsWhole: true, Channels: 1 }] => ModelKind.Labels,
        [{ Channels: 1 or 2 }] => ModelKind.Probability,
        [{ Channels: 3 }] => ModelKind.Flows,
        _ when Stars(maps) is not null => ModelKind.StarDist,
        _ => null,
    };

    /// <summary>Returns the maps of the probability and the distances, and the channels of the second one before the distances.</summary>
    private static (OutputMap Probability, OutputMap Distances, int Skipped)? Stars(OutputMap[] maps)
    {
        // Other outputs, such as those of classes, are ignored if the names are clear.
        OutputMap? Named(string word) =>
            maps.Where(map => map.Name.Contains(word, StringComparison.OrdinalIgnoreCase)).ToList() is [var one] ? one : null;
        var (probability, distances) = maps switch
        {
            [{ Channels: > 8 } both] => (both, both),
            [{ Channels: 1 } first, var second] => (first, second),
            [var first, { Channels: 1 } second] => (second, first),
            _ => (maps.FirstOrDefault(map => map.Name is "prob") ?? Named("prob"), Named("dist")),
        };
        if (probability is null || distances is null || probability.Grid != distances.Grid || probability.IsWhole || distances.IsWhole)
        {
            return null;
        }

        var skipped = probability == distances ? 1 : 0;
        return distances.Channels - skipped is >= MinRays and <= MaxRays ? (probability, distances, skipped) : null;
    }

    private void AddPolygons(ModelTile tile, OutputMap probability, OutputMap distances, int skipped)
    {
        var rays = distances.Channels - skipped;
        var grid = probability.Grid;
        _polygons ??= new StarPolygons(rays);
        var row = new float[probability.Width];
        var values = new float[rays, probability.Width];
        var polygon = new float[rays];
        for (var y = 0; y < probability.Height; y++)
        {
            var imageY = tile.Rows.Start + (y * grid);
            if (imageY < tile.Rows.First || imageY >= tile.Rows.End) continue;

            probability.CopyRow(0, y, 0, row);
            RequireProbabilities(row);
            if (TensorPrimitives.Max<float>(row) <= Threshold) continue;

            for (var ray = 0; ray < rays; ray++)
            {
                distances.CopyRow(ray + skipped, y, 0, MemoryMarshal.CreateSpan(ref values[ray, 0], row.Length));
            }

            for (var x = 0; x < row.Length; x++)
            {
                var imageX = tile.Columns.Start + (x * grid);
                if (imageX < tile.Columns.First || imageX >= tile.Columns.End || !(row[x] > Threshold)) continue;

                for (var ray = 0; ray < rays; ray++)
                {
                    polygon[ray] = values[ray, x];
                }

                _polygons.Add(row[x], imageX, imageY, polygon);
            }
        }
    }

    private void AddMaps(ModelTile tile, OutputMap map, params ReadOnlySpan<int> channels)
    {
        while (_maps.Count < channels.Length)
        {
            _maps.Add(Raster<float>.Packed(width, height));
        }

        var row = new float[map.Width];
        for (var i = 0; i < channels.Length; i++)
        {
            for (var y = tile.Rows.First; y < tile.Rows.End; y++)
            {
                map.CopyRow(channels[i], (y - tile.Rows.Start) / map.Grid, 0, row);
                if (Kind == ModelKind.Probability && !settings.Logits) RequireProbabilities(row);

                var target = _maps[i].Row(y);
                for (var x = tile.Columns.First; x < tile.Columns.End; x++)
                {
                    target[x] = row[(x - tile.Columns.Start) / map.Grid];
                }
            }
        }
    }

    private void RequireProbabilities(ReadOnlySpan<float> row)
    {
        var (low, high) = (TensorPrimitives.Min(row), TensorPrimitives.Max(row));
        if (low >= -ProbabilityTolerance && high <= 1 + ProbabilityTolerance) return;

        throw new FormatException(Invariant($"it gives the value {(low < 0 ? low : high):0.###} instead of a probability from 0 to 1")
            + (Kind == ModelKind.Probability ? ". If it gives logits, state \"logits\": true" : ""));
    }

    private FormatException Misfit(ModelTile tile, string shapes) => new(Invariant(
        $"its outputs for {tile.Columns.Length} x {tile.Rows.Length} pixels are not {Expected}: {PrintableText.Short(shapes)}"));

    private string Expected => Kind switch
    {
        ModelKind.StarDist => "a probability and distances along 3 to 256 rays",
        ModelKind.Flows => "two flows and a foreground in 3 channels",
        ModelKind.Probability => "one map of probabilities",
        ModelKind.Labels => "one map of whole numbers",
        _ => "of a known kind",
    };
}
