namespace Stylize.Storage;

/// <summary>
/// A statement and its values. A value in braces becomes a parameter, so that no name can end a statement;
/// <c>{text:sql}</c> adds a part of the statement, such as the name of a table.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql(int literalLength, int values)
{
    private readonly StringBuilder _text = new(literalLength + (8 * values));

    public string Text => _text.ToString();

    /// <summary>The values of the parameters @p0, @p1 and so on.</summary>
    public List<object> Values { get; } = new(values);

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(string text, string format) =>
        _text.Append(format == "sql" ? text : throw new FormatException(format));

    public void AppendFormatted<T>(T value)
    {
        _text.Append(CultureInfo.InvariantCulture, $"@p{Values.Count}");
        Values.Add(
            value switch { null => DBNull.Value, int number => (long)number, bool flag => flag ? 1L : 0L, _ => value });
    }
}
