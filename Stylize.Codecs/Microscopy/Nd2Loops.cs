namespace Stylize.Codecs.Microscopy;

/// <summary>The loops of an acquisition, from the outermost to the innermost: the axes along which frames are
/// numbered.</summary>
internal sealed class Nd2Loops
{
    private const int MaxDepth = 16;

    private readonly List<(char Axis, long Count, int Depth)> _loops = [];
    private readonly List<string> _names = [];
    private readonly List<(double X, double Y)> _stage = [];

    /// <param name="experiment">The outermost loop.</param>
    public static Nd2Loops Read(Nd2Node experiment)
    {
        var loops = new Nd2Loops();
        loops.Add(experiment, 0);
        return loops;
    }

    /// <summary>Returns the position of a frame. Frames beyond the loops continue the time.</summary>
    public (int Position, int Z, int T) PlaceOf(int frame)
    {
        var (rest, place) = ((long)frame, new Dictionary<char, long> { ['P'] = 0, ['Z'] = 0, ['T'] = 0 });
        var strides = new Dictionary<char, long> { ['P'] = 1, ['Z'] = 1, ['T'] = 1 };
        foreach (var (axis, count, _) in Enumerable.Reverse(_loops))
        {
            place[axis] += rest % count * strides[axis];
            strides[axis] = Math.Min(strides[axis] * count, int.MaxValue);
            rest /= count;
        }

        return ((int)place['P'], (int)place['Z'], checked((int)(place['T'] + (rest * strides['T']))));
    }

    /// <summary>
    /// Returns the well that the name of a position contains; null unless all names contain one. P1, P2, ..., and the
    /// same with S or F, are numbers of points, sites and fields.
    /// </summary>
    public WellPosition? WellOf(int position) =>
        position < _names.Count && _names.TrueForAll(name => WellPosition.Find(name) is not null)
        && !"PSF".Any(letter => _names.Index().All(name => name.Item == Invariant($"{letter}{name.Index + 1}")))
            ? WellPosition.Find(_names[position]) : null;

    /// <summary>Returns a position on the stage in micrometers; null if the file does not give it.</summary>
    public (double X, double Y)? StageOf(int position) =>
        position < _stage.Count && double.IsFinite(_stage[position].X) && double.IsFinite(_stage[position].Y)
            ? _stage[position] : null;

    private void Add(Nd2Node experiment, int depth)
    {
        experiment = experiment["SLxExperiment"] ?? experiment;
        var type = (Nd2LoopType)(experiment["eType"]?.Number ?? 0);
        var parameters = experiment["uLoopPars"];
        if (parameters is { Items: [{ Name: "" or "no_name" or "i0000000000" } single] }) parameters = single;

        if (parameters is null || depth > MaxDepth) return;

        if (type != Nd2LoopType.Spectrum)
        {
            var (axis, count) = type switch
            {
                Nd2LoopType.Position or Nd2LoopType.PositionGrid => ('P', CountPositions(experiment, parameters)),
                Nd2LoopType.Stack or Nd2LoopType.AccurateStack => ('Z', CountOf(parameters)),
                Nd2LoopType.UnevenTime => ('T', CountPeriods(parameters)),
                _ => ('T', CountOf(parameters)),
            };
            if (count == 0) return;

            // Loops next to each other are of different channels; the longest counts.
            if (_loops.Count == 0 || _loops[^1].Depth < depth)
            {
                _loops.Add((axis, count, depth));
            }
            else if (_loops[^1].Depth == depth && _loops[^1].Axis == axis && _loops[^1].Count < count)
            {
                _loops[^1] = (axis, count, depth);
            }
        }

        foreach (var next in experiment["ppNextLevelEx"]?.Items ?? [])
        {
            Add(next, type == Nd2LoopType.Spectrum ? depth : depth + 1);
        }
    }

    private static long CountOf(Nd2Node parameters) =>
        parameters["uiCount"]?.Number is >= 1 and <= int.MaxValue and var count ? (long)count : 0;

    private static long CountPeriods(Nd2Node parameters)
    {
        var periods = parameters["pPeriod"]?.Items ?? [];
        var valid = Flags(parameters["pPeriodValid"]);
        return periods.Index().Where(period => IsValid(valid, period.Index)).Sum(period => CountOf(period.Item));
    }

    private long CountPositions(Nd2Node experiment, Nd2Node parameters)
    {
        var valid = Flags(experiment["pItemValid"]);
        string[] names = parameters["Points"] is { } points
            ? [.. points.Items.Select(point => point["dPosName"]?.Text ?? point["pPosName"]?.Text ?? "")]
            : [.. (parameters["dPosX"]?.Items ?? []).Select((_, index) => (parameters["pPosName"]?.Items ?? [])
                .ElementAtOrDefault(index)?.Text ?? "")];
        if (names.Length == 0) return CountOf(parameters);

        if (_names.Count == 0)
        {
            _names.AddRange(names.Where((_, index) => IsValid(valid, index)));
            _stage.AddRange(names.Select((_, index) => (Axis("dPosX", index), Axis("dPosY", index)))
                .Where((_, index) => IsValid(valid, index)));
        }

        return names.Where((_, index) => IsValid(valid, index)).LongCount();

        double Axis(string name, int index) => parameters["Points"] is { } points
            ? points.Items[index][name]?.Number ?? double.NaN
            : (parameters[name]?.Items ?? []).ElementAtOrDefault(index)?.Number ?? double.NaN;
    }

    private static bool[] Flags(Nd2Node? node) => node is null ? []
        : node.Bytes.Length > 0
        ? [.. node.Bytes.Select(flag => flag != 0)] : [.. node.Items.Select(flag => flag.Number != 0)];

    private static bool IsValid(bool[] flags, int index) => index >= flags.Length || flags[index];
}

/// <summary>What a loop goes through. Any other value is a time.</summary>
internal enum Nd2LoopType
{
    Position = 2,
    PositionGrid = 3,
    Stack = 4,
    Spectrum = 6,
    UnevenTime = 8,
    AccurateStack = 10,
}
