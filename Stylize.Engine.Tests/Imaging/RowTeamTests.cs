namespace Stylize.Engine.Tests.Imaging;

public class RowTeamTests
{
    public static TheoryData<int> Threads => [1, 2, 8];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Every_row_is_processed_once_per_loop(int threads)
    {
        var team = new RowTeam(threads);
        var random = new Random(1);
        for (var loop = 0; loop < 500; loop++)
        {
            var counts = new int[1 + random.Next(40)];
            team.ForEach(counts.Length, row => Interlocked.Increment(ref counts[row]));
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void An_exception_ends_the_loop_and_leaves_the_team_usable(int threads)
    {
        var team = new RowTeam(threads);
        for (var loop = 0; loop < 200; loop++)
        {
            var bad = loop % 30;
            var thrown = Assert.Throws<InvalidDataException>(() => team.ForEach(30, row =>
            {
                if (row == bad) throw new InvalidDataException("row");
            }));
            Assert.Equal("row", thrown.Message);

            var counts = new int[30];
            team.ForEach(counts.Length, row => Interlocked.Increment(ref counts[row]));
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Concurrent_threads_have_different_worker_numbers(int threads)
    {
        var team = new RowTeam(threads);
        var isBusy = new int[team.Size];
        var clashes = 0;
        for (var loop = 0; loop < 300; loop++)
        {
            var counts = new int[1 + (loop % 40)];
            team.ForEach(counts.Length, (row, worker) =>
            {
                Interlocked.Add(ref clashes, Interlocked.Exchange(ref isBusy[worker], 1));
                Thread.SpinWait(20);
                Volatile.Write(ref isBusy[worker], 0);
                Interlocked.Increment(ref counts[row]);
            });
            Assert.All(counts, count => Assert.Equal(1, count));
        }

        Assert.Equal(0, clashes);
    }

    [Fact]
    public void A_loop_in_which_every_row_throws_ends()
    {
        var team = new RowTeam(4);
        for (var loop = 0; loop < 200; loop++)
        {
            Assert.Throws<InvalidDataException>(() => team.ForEach(16, _ => throw new InvalidDataException("row")));
        }
    }
}
