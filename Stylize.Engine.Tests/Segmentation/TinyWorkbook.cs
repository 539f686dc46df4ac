using System.IO.Compression;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Writes Excel workbooks (ECMA-376): texts and numbers, and merged cells.</summary>
internal static class TinyWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";

    /// <param name="sheets">Names, rows of cells separated by commas, and merged ranges such as B2:B3.</param>
    public static byte[] Write(params (string Name, string Csv, string[] Merged)[] sheets)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            void Add(string name, string xml)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml);
            }

            string All(Func<int, string> of) => string.Concat(sheets.Select((_, i) => of(i + 1)));
            Add("[Content_Types].xml", $"<Types xmlns=\"{Package}content-types\"/>");
            Add("_rels/.rels", $"<Relationships xmlns=\"{Package}relationships\"><Relationship Id=\"r\" "
                + $"Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>"
                + All(i => $"<sheet name=\"{sheets[i - 1].Name}\" sheetId=\"{i}\" r:id=\"s{i}\"/>")
                + "</sheets></workbook>");
            Add("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}relationships\">"
                + All(i => $"<Relationship Id=\"s{i}\" Type=\"{Office}/worksheet\" "
                    + $"Target=\"worksheets/sheet{i}.xml\"/>")
                + "</Relationships>");
            foreach (var (index, sheet) in sheets.Index())
            {
                Add($"xl/worksheets/sheet{index + 1}.xml", Sheet(sheet.Csv, sheet.Merged));
            }
        }

        return bytes.ToArray();
    }

    private static string Sheet(string csv, string[] merged) => $"<worksheet xmlns=\"{Main}\"><sheetData>"
        + string.Concat(csv.Split('\n').Select((line, row) => $"<row r=\"{row + 1}\">"
            + string.Concat(line.Split(',').Select((text, i) => text.Length == 0 ? ""
                : $"<c r=\"{(char)('A' + i)}{row + 1}\""
                    + (double.TryParse(text, CultureInfo.InvariantCulture, out _) ? $"><v>{text}</v></c>"
                        : $" t=\"inlineStr\"><is><t>{text}</t></is></c>")))
            + "</row>"))
        + "</sheetData>"
        + (merged.Length == 0 ? ""
            : $"<mergeCells>{string.Concat(merged.Select(range => $"<mergeCell ref=\"{range}\"/>"))}</mergeCells>")
        + "</worksheet>";
}
