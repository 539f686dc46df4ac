using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>Combines the planes of stacks into tiles.</summary>
internal static class Stacks
{
    /// <summary>Returns the tiles without planes, and one tile per stack with its chosen planes.</summary>
    public static List<TileFile> Combine(
        IReadOnlyList<TileFile> found, StackChoice choice, List<StylizeException> problems, List<string> warnings)
    {
        var tiles = found.Where(tile => tile.Plane is null).ToList();
        var stacks = found.Where(tile => tile.Plane is not null)
            .GroupBy(tile => (tile.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile)).ToList();
        foreach (var stack in stacks)
        {
            var planes = stack.OrderBy(tile => tile.Plane).ThenBy(tile => tile.Path, StringComparer.Ordinal).ToList();
            var numbers = planes.Select(tile => tile.Plane!.Value).Distinct().ToList();
            var chosen = choice.From(numbers);
            if (chosen.Count == 0)
            {
                problems.Add(Errors.StackPlanes.With(planes[0].Path, numbers[0], numbers[^1]));
                continue;
            }

            foreach (var (first, second) in planes.Zip(planes.Skip(1))
                .Where(pair => pair.First.Plane == pair.Second.Plane))
            {
                problems.Add(Errors.SameTile.With(second.Path, "plane", first.Path));
            }

            TileFile[] used = [.. chosen.Select(number => planes.First(tile => tile.Plane == number))];
            tiles.Add(used is [var one] ? one : used[0] with
            {
                Stack = [.. used.Select(tile => new TilePlane(tile.Path, tile.Page))],
            });
        }

        Warn(stacks.ConvertAll(stack => stack.Select(tile => tile.Plane!.Value).Distinct().Order().ToList()),
            choice, warnings);
        return tiles;
    }

    private static void Warn(List<List<int>> stacks, StackChoice choice, List<string> warnings)
    {
        if (stacks.Count == 0) return;

        var longest = stacks.MaxBy(planes => planes.Count)!;
        if (choice is { First: null, Projection: null } && longest.Count > 1)
        {
            warnings.Add(
                $"The files hold stacks of {longest.Count} planes; using plane {choice.From(longest)[0]}. Use "
                + $"{{StackPlane}} to choose a "
                + "different one, or {Projection}.");
        }

        var shorter = stacks.Count(planes => planes.Count < longest.Count);
        if (shorter > 0)
        {
            warnings.Add(
                $"{Plural.WithCount(shorter, "stack")} of {stacks.Count} {(shorter == 1 ? "has" : "have")} fewer "
                + "planes than the others, "
                + $"which have {longest.Count}.");
        }
    }
}
