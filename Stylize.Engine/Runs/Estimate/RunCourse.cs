using Stylize.Engine.Operations;

namespace Stylize.Engine.Runs.Estimate;

/// <summary>
/// The progress of a run over its processor time, from which that of the whole run is extrapolated. Safe for concurrent use.
/// </summary>
/// <param name="clock">Returns the processor seconds since the run began.</param>
internal sealed class RunCourse(Func<double> clock)
{
    /// <summary>Share that a run without any progress is taken to have done.</summary>
    private const double UnknownShare = .3;

    private readonly List<(double Clock, double Share)> _points = [(0, 0)];
    private readonly Lock _gate = new();

    /// <summary>Notes the progress of the run.</summary>
    public void Report(OperationProgress progress)
    {
        lock (_gate)
        {
            _points.Add((clock(), Math.Clamp(progress.Fraction, _points[^1].Share, 1)));
        }
    }

    /// <summary>
    /// Returns the seconds of the whole run: what is left takes the speed of the second half, because the first steps have other speeds; or
    /// the mean speed if the second half saw no progress.
    /// </summary>
    /// <param name="elapsed">Seconds since the run began, above 0.</param>
    /// <param name="share">Share that is done, (0,1).</param>
    public double Whole(double elapsed, out double share)
    {
        lock (_gate)
        {
            // Between two reports the run goes on.
            var (at, last) = _points[^1];
            if (last is 0 or 1)
            {
                share = last == 0 ? UnknownShare : .99;
                return elapsed / share;
            }

            var half = _points.FindLast(p => p.Clock <= at / 2);
            var late = (last - half.Share) / Math.Max(1e-9, at - half.Clock);
            var speed = late > 0 ? late : last / elapsed;
            share = Math.Min(.99, last + (Math.Min(elapsed - at, at) * speed));
            return elapsed + ((1 - share) / speed);
        }
    }
}
