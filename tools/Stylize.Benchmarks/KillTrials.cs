using System.Diagnostics;

namespace Stylize.Benchmarks;

/// <summary>
/// Kills a batch at random moments and continues it each time. One run in 10 is not killed, and its outputs must equal
/// those of an undisturbed run.
/// </summary>
internal sealed class KillTrials(FaultRig rig, Random random)
{
    private const int Between = 10;

    private int _kills;
    private int _whole;
    private int _damaged;
    private int _left;
    private int _ends;
    private int _equalEnds;

    /// <summary>Runs the trials and returns their row of the table.</summary>
    public FaultRow Run(string name, int kills, string[] words, params string[] again)
    {
        rig.Renew("undisturbed");
        var first = rig.Run([.. words, "-o", "undisturbed"]);
        var expected = rig.Outputs("undisturbed");
        rig.Renew("out");
        var missing = 0;
        while (_kills < kills)
        {
            Kill([.. words, "-o", "out", .. again], first.Elapsed, expected);
            if (_kills % Between == 0 || _kills == kills)
            {
                rig.Run([.. words, "-o", "out", .. again]);
                var there = rig.Outputs("out");
                var isEqual = there.Count == expected.Count && there.All(file => IsExpected(expected, file));
                var isClean = rig.Temporary("out") == 0 && rig.HasForeignTemporary("out");
                if (!isEqual)
                {
                    var other = expected.Keys.Union(there.Keys)
                        .Where(name => !there.TryGetValue(name, out var bytes)
                            || !IsExpected(expected, new(name, bytes)));
                    Console.Error.WriteLine($"{name}: missing or different: {string.Join(", ", other.Take(5))}");
                }

                (_ends, _equalEnds) = (_ends + 1, _equalEnds + (isEqual && isClean ? 1 : 0));
                missing += expected.Count - there.Count;
                rig.Renew("out");
            }
        }

        return new FaultRow(
            $"SIGKILL, {name}",
            string.Create(CultureInfo.InvariantCulture,
                $"{_kills} kills: {_whole:N0} outputs, {_damaged} of them damaged; {_left} leftover temporary files; "
                + $"{_equalEnds} of {_ends} later runs are byte-identical to an undisturbed run, without leftover files"),
            _damaged == 0 && _equalEnds == _ends && missing == 0 && expected.Count > 0 && first.ExitCode == 0);
    }

    private void Kill(string[] words, TimeSpan whole, Dictionary<string, byte[]> expected)
    {
        using var process = rig.Start(words);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        var began = Stopwatch.GetTimestamp();
        var moment = whole * random.NextDouble();
        while (Stopwatch.GetElapsedTime(began) < moment && !process.HasExited)
        {
            Thread.Sleep(1);
        }

        process.Kill();
        process.WaitForExit();
        _kills++;
        _left += rig.Temporary("out");
        foreach (var file in rig.Outputs("out"))
        {
            _whole++;
            _damaged += IsExpected(expected, file) ? 0 : 1;
        }
    }

    private static bool IsExpected(Dictionary<string, byte[]> expected, KeyValuePair<string, byte[]> file) =>
        expected.TryGetValue(file.Key, out var bytes) && bytes.AsSpan().SequenceEqual(file.Value);
}
