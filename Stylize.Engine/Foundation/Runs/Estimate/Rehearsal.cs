namespace Stylize.Engine.Runs.Estimate;

/// <summary>An item of a batch.</summary>
/// <param name="Memory">Peak memory of a run in bytes.</param>
/// <param name="Run">Runs the item without changing the files of the batch.</param>
internal sealed record EstimateUnit(string Name, double Megapixels, long Memory, Action<OperationContext> Run);

/// <summary>
/// Runs a few items of a batch for a few seconds as the batch will run them: as many at once, with the same threads and
/// limit of memory. The time of an item then follows from its size by linear interpolation between the groups that ran.
/// Long runs are stopped, and extrapolated from their progress.
/// </summary>
internal sealed class Rehearsal
{
    public const double MaxSeconds = 10;

    /// <summary>Share of the time after which no further group starts if the smallest, the largest and the median items
    /// have run.
    /// </summary>
    private const double FillShare = .3;

    /// <summary>A first group with a smaller share of the time runs again, to separate the time of compiling.</summary>
    private const double RepeatShare = .15;

    /// <summary>The groups, as shares of the items in the order of size.</summary>
    private static readonly double[] Places = [0, 1, .5, .25, .75];

    private const int NeededGroups = 3, MaxRepeats = 3;

    /// <summary>Assumed completed share of a stopped run that reported no progress, if no smaller one ended.</summary>
    private const double UnknownShare = .3;

    // Standard deviations of the logarithm of the time: of equal batches, between files of the same size, and of an
    // extrapolated run that had hardly begun. The quantile is that of the central 90% of a normal distribution.
    private const double RepeatDeviation = .25, FileDeviation = .2, CutDeviation = .3, Quantile = 1.645;

    private readonly RunnerOptions _limits;
    private readonly EstimateRequest _request;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _cancellation;
    private readonly Lock _gate = new();
    private readonly long _began;
    private readonly ConcurrentBag<Trial> _trials = [];
    private readonly List<(double Megapixels, double Seconds)> _points = [];
    private StylizeException? _failure;
    private double _warmUpSeconds, _freeShare;

    private Rehearsal(RunnerOptions limits, EstimateRequest request, TimeProvider clock, CancellationToken cancellation)
    {
        (_limits, _request, _clock, _cancellation) = (limits, request, clock, cancellation);
        _began = clock.GetTimestamp();
    }

    /// <summary>Number of items that ran at the same time.</summary>
    public int AtOnce { get; private set; }

    private double Elapsed => _clock.GetElapsedTime(_began).TotalSeconds;

    /// <exception cref="StylizeException">OperationFailed: no item can be processed.</exception>
    public static Rehearsal Run(
        IReadOnlyList<EstimateUnit> units, RunnerOptions limits, EstimateRequest request, TimeProvider clock,
        CancellationToken cancellation)
    {
        var rehearsal = new Rehearsal(limits, request, clock, cancellation);
        var monitor = new ResourceMonitor();
        rehearsal.Run([.. units.OrderBy(unit => unit.Megapixels)]);
        rehearsal._freeShare = 1 - monitor.Read().OthersShare;
        return rehearsal;
    }

    /// <summary>Returns the wall time in seconds of an item while as many others run as in the batch.</summary>
    public double Seconds(double megapixels)
    {
        var above = _points.FindIndex(point => point.Megapixels >= megapixels);
        if (above < 1) return _points[above < 0 ? ^1 : 0].Seconds;

        var (low, high) = (_points[above - 1], _points[above]);
        return double.Lerp(
            low.Seconds, high.Seconds, (megapixels - low.Megapixels) / (high.Megapixels - low.Megapixels));
    }

    /// <summary>Returns the estimate of a batch of items.</summary>
    public BatchEstimate Estimate(IReadOnlyList<EstimateUnit> units)
    {
        // The last items have the threads of those that have ended: between the time of each in its place (Graham
        // 1966), and no idle place.
        var (ends, sum) = (new double[AtOnce], 0.0);
        foreach (var seconds in units.Select(unit => Seconds(unit.Megapixels)))
        {
            ends[Array.IndexOf(ends, ends.Min())] += seconds;
            sum += seconds;
        }

        var files = _trials.Select(trial => trial.Unit).Distinct().Count();
        double[] deviations =
        [
            RepeatDeviation,
            Math.Max(FileDeviation, Scatter()) / Math.Sqrt(files),
            _trials.Max(trial => CutDeviation * (1 - trial.DoneShare)),
        ];
        return new BatchEstimate
        {
            Files = units.Count,
            Megapixels = units.Sum(unit => unit.Megapixels),
            Seconds = _request.StartSeconds + (_request.IsNewProcess ? _warmUpSeconds : 0)
                + ((ends.Max() + (sum / AtOnce)) / 2),
            Factor = Math.Exp(Quantile * Math.Sqrt(deviations.Sum(d => d * d))),
            PeakMemory = units.Select(unit => unit.Memory).OrderDescending().Take(AtOnce).Sum(),
            MeasuredFiles = files,
            MinMegapixels = _trials.Min(trial => trial.Unit.Megapixels),
            MaxMegapixels = _trials.Max(trial => trial.Unit.Megapixels),
            IsCut = _trials.Any(trial => trial.DoneShare < 1),
            FreeShare = _freeShare,
        };

        double Scatter() =>
            Math.Sqrt(_trials.Average(trial => Math.Pow(Math.Log(trial.Seconds / Seconds(trial.Unit.Megapixels)), 2)));
    }

    private void Run(EstimateUnit[] units)
    {
        var count = Math.Min(units.Length, Math.Min(_limits.ThrottleLimit, _limits.MaxThreads));
        var memory = _limits.MemoryBudget ?? new MemoryBudget().Bytes(0);
        AtOnce = (int)Math.Clamp(memory / Math.Max(1, units.Average(unit => unit.Memory)), 1, count);
        int[] starts = [.. Places.Select(place => (int)(place * (units.Length - count))).Distinct()];
        var needed = Math.Min(NeededGroups, starts.Length);
        var longest = 0.0;
        for (var i = 0; i < MaxRepeats * starts.Length; i++)
        {
            if (i < needed ? Elapsed >= MaxSeconds : Elapsed + longest >= FillShare * MaxSeconds) break;

            var group = units.AsSpan(starts[i % starts.Length], count).ToArray();
            var slice = (MaxSeconds - Elapsed) / Math.Max(1, needed - i);
            var seconds = Time(group, slice);
            if (i == 0 && seconds < RepeatShare * MaxSeconds && !_trials.IsEmpty)
            {
                _trials.Clear();
                var again = Time(group, slice);
                (_warmUpSeconds, seconds) = (Math.Max(0, seconds - again), again);
            }

            longest = Math.Max(longest, seconds);
            _request.Progress?.Invoke(new OperationProgress(Math.Min(1, Elapsed / MaxSeconds), "Measuring"));
        }

        if (_trials.IsEmpty)
        {
            throw Errors.NoSample.From(_failure, units[0].Name, _failure?.Advice ?? _failure?.Message);
        }

        foreach (var group in _trials.GroupBy(trial => trial.GroupMegapixels).OrderBy(group => group.Key))
        {
            var seconds = group.Average(trial => trial.Seconds);
            if (group.All(trial => trial.DoneShare == 0))
            {
                seconds = _points is [.., var smaller]
                    ? Math.Max(seconds, smaller.Seconds * group.Key / smaller.Megapixels)
                    : seconds / UnknownShare;
            }

            _points.Add((group.Key, seconds));
        }
    }

    /// <summary>Runs a group until it ends or its time slice has passed.</summary>
    /// <returns>The elapsed seconds.</returns>
    private double Time(EstimateUnit[] group, double slice)
    {
        var began = Elapsed;
        var megapixels = group.Average(unit => unit.Megapixels);
        using var box = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(.01, slice)), _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(box.Token, _cancellation);
        using var runner = new OrderedRunner<EstimateUnit, StylizeException?>(
            Work, (unit, failure) => BatchFailure.From(unit.Name, failure), _limits, unit => unit.Memory, stop.Token);
        try
        {
            foreach (var failure in runner.Run(group))
            {
                _failure ??= failure;
            }
        }
        catch (OperationCanceledException) when (!_cancellation.IsCancellationRequested)
        {
            // The runs that were stopped have added their trials.
        }

        return Elapsed - began;

        StylizeException? Work(EstimateUnit unit, ThreadGrant threads, CancellationToken cancellation)
        {
            var started = Elapsed;
            var course = new RunCourse();
            try
            {
                unit.Run(new OperationContext { MaxThreads = threads, Cancellation = cancellation, Progress = Report });
                Report(new OperationProgress(1, ""));
            }
            catch (Exception e) when (cancellation.IsCancellationRequested && BatchFailure.IsCancellation(e))
            {
                // The trial has the share that the run reported.
            }

            var seconds = Math.Max(1e-6, Elapsed - started);
            _trials.Add(new Trial(unit, megapixels, Math.Max(seconds, course.Whole), course.Share));
            return null;

            void Report(OperationProgress progress)
            {
                lock (_gate) course.Add(Elapsed - started, progress.Fraction);
            }
        }
    }

    /// <param name="GroupMegapixels">Mean size of the items that ran at the same time.</param>
    /// <param name="Seconds">Wall time; of a stopped run, extrapolated.</param>
    /// <param name="DoneShare">Completed share; 0 of a stopped run that reported no progress.</param>
    private sealed record Trial(EstimateUnit Unit, double GroupMegapixels, double Seconds, double DoneShare);

    /// <summary>The progress of a run over time.</summary>
    private sealed class RunCourse
    {
        private readonly List<(double Seconds, double Share)> _points = [(0, 0)];

        public double Share => _points[^1].Share;

        /// <summary>The seconds of the whole run at the speed since half of the time, because the first steps may be
        /// faster or slower.
        /// </summary>
        public double Whole
        {
            get
            {
                var (seconds, share) = _points[^1];
                var half = _points.FindLast(point => point.Seconds <= seconds / 2);
                return share == 0
                    ? 0 : seconds + ((1 - share) * (seconds - half.Seconds) / Math.Max(1e-9, share - half.Share));
            }
        }

        public void Add(double seconds, double share)
        {
            if (share > Share) _points.Add((seconds, Math.Min(1, share)));
        }
    }
}
