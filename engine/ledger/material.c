// SPDX-License-Identifier: MIT
// The material dictionary of domain.md C1c: canonical names, units and the words ledgers use.
#include <string.h>

#include "ledger/internal.h"

typedef struct material_row {
    situ_material material;
    const char *aliases; // folded, separated by spaces
} material_row;

static const material_row materials[] = {
    {{"帐篷", "顶"}, "救灾帐篷 12m2单帐篷 12m2棉帐篷 棉帐篷 单帐篷 12m2帐篷 救灾单帐篷 救灾棉帐篷"},
    {{"活动板房", "套"}, "板房"},
    {{"棉被", "床"}, "被子 被褥 棉絮 被"},
    {{"棉大衣", "件"}, "棉衣 大衣"},
    {{"毛毯", "条"}, "毛巾被 毯子"},
    {{"睡袋", "个"}, "多功能睡袋"},
    {{"折叠床", "张"}, "行军床"},
    {{"凉席", "床"}, ""},
    {{"雨衣", "件"}, ""},
    {{"应急包", "个"}, "家庭应急包"},
    {{"饮用水", "L"}, "矿泉水"},
    {{"方便食品", "kg"}, "压缩饼干 方便面 自热饭"},
    {{"简易厕所", "个"}, ""},
    {{"救生衣", "件"}, ""},
    {{"救生圈", "个"}, ""},
    {{"冲锋舟", "艘"}, ""},
    {{"橡皮艇", "艘"}, "橡皮船"},
    {{"救生船", "艘"}, "救生艇"},
    {{"抛投器", "套"}, ""},
    {{"排水泵", "台"}, "抽水泵 水泵 潜水泵 抽水机"},
    {{"编织袋", "条"}, "沙袋 麻袋"},
    {{"吸水膨胀袋", "条"}, ""},
    {{"土工布", "m2"}, ""},
    {{"铅丝", "kg"}, ""},
    {{"块石砂石", "m3"}, "块石 砂石 砂石料"},
    {{"风力灭火机", "台"}, "风力灭火器"},
    {{"2号工具", "把"}, "扑火拍 二号工具"},
    {{"油锯", "台"}, ""},
    {{"割灌机", "台"}, ""},
    {{"水枪水泵", "套"}, ""},
    {{"防火服", "套"}, "扑火服"},
    {{"砍刀", "把"}, ""},
    {{"生命探测仪", "台"}, ""},
    {{"破拆工具组", "套"}, "破拆工具"},
    {{"液压剪", "套"}, ""},
    {{"担架", "副"}, ""},
    {{"急救箱", "个"}, "急救包"},
    {{"发电机", "台"}, "发电机组"},
    {{"照明灯", "台"}, "照明车 移动照明 应急灯 强光手电 手电筒 照明灯具"},
    {{"对讲机", "部"}, ""},
    {{"卫星电话", "部"}, ""},
    {{"无人机", "架"}, ""},
    {{"铜锣", "面"}, ""},
    {{"手摇报警器", "台"}, ""},
    {{"喊话器", "个"}, ""},
    {{"警戒带", "卷"}, ""},
    {{"挖掘机", "台"}, ""},
    {{"装载机", "台"}, ""},
    {{"推土机", "台"}, ""},
    {{"自卸车", "辆"}, ""},
    {{"吊车", "辆"}, ""},
    {{"切割机", "台"}, ""},
    {{"木桩", "根"}, ""},
};

void situ_material_words(void (*visit)(void *user, const char *word, size_t bytes), void *user)
{
    for (size_t i = 0; i < sizeof materials / sizeof *materials; i++) {
        visit(user, materials[i].material.item, strlen(materials[i].material.item));
        for (const char *p = materials[i].aliases; *p;) {
            size_t m = strcspn(p, " ");
            visit(user, p, m);
            p += m + (p[m] == ' ');
        }
    }
}

const situ_material *situ_material_find(const char *folded)
{
    size_t n = strlen(folded);
    if (n == 0)
        return NULL;
    for (size_t i = 0; i < sizeof materials / sizeof *materials; i++) {
        if (strcmp(materials[i].material.item, folded) == 0)
            return &materials[i].material;
        for (const char *p = materials[i].aliases; *p;) {
            size_t m = strcspn(p, " ");
            if (m == n && memcmp(p, folded, n) == 0)
                return &materials[i].material;
            p += m + (p[m] == ' ');
        }
    }
    return NULL;
}
