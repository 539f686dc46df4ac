using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Minimum cuts, compared with the best of all divisions.</summary>
public sealed class MinimumCutTests
{
    [Fact]
    public void The_cut_has_the_smallest_weight_of_all_divisions_and_the_fewest_nodes()
    {
        const int Nodes = 8;
        var random = new Random(3);
        for (var run = 0; run < 50; run++)
        {
            var cut = new MinimumCut(Nodes);
            var edges = new List<(int A, int B, int Weight)>();
            for (var i = 0; i < 16; i++)
            {
                var edge = (A: random.Next(Nodes), B: random.Next(Nodes), Weight: random.Next(1, 9));
                if (edge.A == edge.B) continue;

                edges.Add(edge);
                cut.Add(edge.A, edge.B, edge.Weight);
            }

            // Bit i of a division: node i is on the side of the source.
            var best = Enumerable.Range(0, 1 << Nodes).Where(division => (division & 3) == 1)
                .MinBy(division => (WeightOf(division), BitOperations.PopCount((uint)division)));
            var found = cut.Cut();
            Assert.Equal(Enumerable.Range(0, Nodes).Select(node => (best >> node & 1) != 0), found);

            int WeightOf(int division) => edges.Sum(edge => (division >> edge.A & 1) == (division >> edge.B & 1) ? 0 : edge.Weight);
        }
    }
}
