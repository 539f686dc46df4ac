using Stylize.Engine.Catalog.Lines;

namespace Stylize.Engine.Tests.Words;

/// <summary>A line of the command "stylize" in a page, as the code of the studio's copied lines writes it.</summary>
internal static class TaskLine
{
    /// <summary>Returns the line for a shell and for PowerShell; null if the command is not an operation.</summary>
    public static (string Shell, string PowerShell)? Write(string line)
    {
        var operation =
            OperationCatalog.All.FirstOrDefault(o => line.StartsWith($"stylize {o.Name} ", StringComparison.Ordinal));
        if (operation is null) return null;

        var declared = operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All).ToList();
        var words = new Queue<string>(ShellWords.Split(line["stylize ".Length..][operation.Name.Length..].TrimStart()));
        var inputs = new List<string>();
        var given = new List<KeyValuePair<string, string>>();
        var run = new List<(string Name, string? Value)>();
        var (preset, destination) = (default(string), default(string));
        while (words.TryDequeue(out var word))
        {
            var name = word.TrimStart('-');
            if (!word.StartsWith('-'))
            {
                inputs.Add(word);
            }
            else if (word == "-o")
            {
                destination = words.Dequeue();
            }
            else if (word == "--preset")
            {
                preset = words.Dequeue();
            }
            else if (declared.Find(option => OptionWords.SameName(option.Name, name)) is { } option)
            {
                given.Add(new(option.Name, option.Kind == OptionKind.Switch ? "true" : words.Dequeue()));
            }
            else
            {
                run.Add((name, words.TryPeek(out var next) && !next.StartsWith('-') ? words.Dequeue() : null));
            }
        }

        // A list whose elements contain commas is given once per element, such as pens.
        given = [.. given.GroupBy(
            pair => pair.Key,
            (key, pairs) => KeyValuePair.Create(key, string.Join(';', pairs.Select(pair => pair.Value))))];
        return (
            CommandLines.Shell(operation, preset, given, inputs, destination)
                + string.Concat(run.Select(option => $" --{option.Name}{Value(option.Value, ShellText.Quote)}")),
            CommandLines.PowerShell(operation, preset, given, inputs, destination)
                + string.Concat(
                    run.Select(
                        option => $" -{OptionWords.Pascal(option.Name)}{Value(option.Value, PowerShellText.Quote)}")));
    }

    private static string Value(string? text, Func<string, string> quote) => text is null ? "" : " " + quote(text);
}
