using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Tests.PixelArt;

public class RowTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_row_is_done_once_in_every_loop(int threads)
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
}
