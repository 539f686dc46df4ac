using Stylize.Engine.Gaussians.Fitting;

namespace Stylize.Engine.Tests.Gaussians.Fitting;

/// <summary>Files of a search compared with its goal: 30 dB, or 1,000 bytes.</summary>
public sealed class CountForecastTests
{
    [Fact]
    public void Files_are_close_just_beyond_the_goal_and_the_better_one_meets_it_at_less_cost()
    {
        var (psnr, size) = (Forecast(FitGoal.Psnr), Forecast(FitGoal.Size));
        Assert.Equal([false, true, true, false], Each(
            file => psnr.Meets(file) && psnr.IsClose(file), (9, 29.99), (9, 30), (9, 30.1), (9, 30.2)));
        Assert.Equal([false, true, true, false], Each(
            file => size.Meets(file) && size.IsClose(file), (984, 9), (985, 9), (1000, 9), (1001, 9)));

        // Each is better than those after it: those that meet the goal, then the others.
        IsOrdered(psnr, (900, 30), (901, 31), (902, 29.9), (1, 20));
        IsOrdered(size, (1000, 31), (500, 30), (1001, 40), (1002, 50));
    }

    private static void IsOrdered(CountForecast forecast, params (int Bytes, double Psnr)[] files)
    {
        foreach (var (a, b) in from a in Enumerable.Range(0, files.Length)
                               from b in Enumerable.Range(0, files.Length)
                               select (a, b))
        {
            Assert.Equal([a < b], Each(file => forecast.IsBetter(file, File(files[b])), files[a]));
        }
    }

    private static bool[] Each(Func<FittedFile, bool> of, params (int Bytes, double Psnr)[] files) =>
        [.. files.Select(file => of(File(file)))];

    private static FittedFile File((int Bytes, double Psnr) file) =>
        new(new byte[file.Bytes], null!, file.Psnr, 1, null);

    private static CountForecast Forecast(FitGoal goal) => new(
        new()
        {
            Options = new() { TargetPsnr = 30, TargetSize = 1000, Metric = FitMetric.Psnr }, Goal = goal, Count = 10,
            MaxCount = 100, Method = default,
        },
        100);
}
